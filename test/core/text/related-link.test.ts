import { describe, expect, test } from 'vitest';
import { boilerplateKind } from '../../../src/core/text/boilerplate-line.js';
import { isRelatedLink } from '../../../src/core/text/related-link.js';

describe('a related link is recognised in every language', () => {
  test.each([
    'Lesen Sie auch: Der Sturm zieht weiter',
    'Mehr zum Thema',
    'À lire aussi',
    'Lire aussi : La tempête passe',
    'Te puede interesar',
    'Lea también: La tormenta',
    'Leia mais',
    'Leggi anche: La tempesta',
    'Lees ook',
    'Czytaj też:',
    'Čtěte také',
    'Läs också',
    'Lue myös:',
    'İlgili haberler',
    'Читайте также:',
    'Baca juga: Badai',
    'Xem thêm',
    'यह भी पढ़ें',
    'اقرأ أيضا',
    '関連記事',
    '相关新闻',
    '관련 기사',
    'Read more from The Paper:',
  ])('%s', (line) => {
    expect(boilerplateKind(line)).toBe('related');
  });
});

describe('a sentence that begins with the same words is no related link', () => {
  test.each([
    'Lesen Sie auch dann, wenn es regnet, denn Bücher sind geduldig.',
    'Lire aussi vite que possible, voilà le défi.',
    'Veja mais adiante o que ele disse ao juiz.',
    'Подробнее об этом он рассказал в понедельник.',
    'See the storm from above and you know its size.',
    'Polecamy się na przyszłość, powiedział prezes.',
  ])('%s', (line) => {
    expect(isRelatedLink(line)).toBe(false);
  });
});

describe('calls to subscribe and copyright lines are no part of a story', () => {
  test.each([
    'Abonnez-vous à notre newsletter et recevez l’essentiel',
    'Suscríbete a nuestro boletín',
    'Подписывайтесь на наш канал в Telegram',
    'Iscriviti alla newsletter',
    'Alle Rechte vorbehalten',
    'RIPRODUZIONE RISERVATA © Copyright',
    '责任编辑：王小明',
    'Do you have a tip? Email us.',
  ])('%s', (line) => {
    expect(boilerplateKind(line)).not.toBeNull();
  });
});
