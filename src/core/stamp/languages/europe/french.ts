import type { LanguagePack } from '../../words/language-pack.js';

export const FRENCH: LanguagePack = {
  language: 'fr',
  updated: [
    'mis à jour', 'mise à jour', 'mises à jour', 'mis a jour', 'dernière mise à jour',
    'dernières mises à jour', 'date de mise à jour', 'modifié', 'modifiée', 'dernière modification',
    'date de modification', 'modification', 'actualisé', 'actualisée', 'dernière actualisation',
    'réactualisé', 'màj', 'maj', 'm à j', 'édité', 'révisé', 'dernière révision',
  ],
  published: [
    'publié', 'publiée', 'posté', 'postée', 'paru', 'parue', 'mis en ligne', 'mise en ligne', 'créé',
    'créée', 'date de publication', 'publication', 'rédigé', 'écrit', 'diffusé', 'première publication',
    'première parution', 'date de parution',
  ],
  commonWords: [
    'maj', 'modification', 'paru', 'parue', 'écrit', 'créé', 'diffusé', 'publication', 'édité', 'révisé',
    'modifié', 'modifiée',
  ],
  months: {
    jan: ['janv', 'jan'], feb: ['févr', 'fév'], mar: ['mar'], apr: ['avr'], jul: ['juil', 'juill'],
    aug: ['aoû'], sep: ['sept', 'sep'], oct: ['oct'], nov: ['nov'], dec: ['déc'],
  },
  weekdays: {
    mon: ['lun'], tue: ['mar'], wed: ['mer'], thu: ['jeu'], fri: ['ven'], sat: ['sam'], sun: ['dim'],
  },
  fillers: ['le', 'à', 'a', 'vers', 'du', 'les', 'depuis', 'heure'],
  hourWords: ['h', 'heures', 'heure', 'hrs'],
  units: {
    minute: ['minute', 'minutes', 'min', 'mn'],
    hour: ['heure', 'heures', 'h'],
    day: ['jour', 'jours', 'j'],
    week: ['semaine', 'semaines'],
  },
  beforeSpan: ['il y a', 'depuis'],
  today: ["aujourd ' hui", 'aujourd ’ hui'],
  yesterday: ['hier'],
  by: ['par'],
};
