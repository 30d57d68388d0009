// Wordings from real news pages of each language. The expected wall time of the first updated stamp was
// written manually.
import { describe, expect, test } from 'vitest';
import { findStamps } from '../../../src/core/stamp/grammar.js';

const now = Date.parse('2023-12-01T00:00:00Z');
const DAY = '2023-11-03';
const AT = '2023-11-03T13:43';
const EARLY = '2023-11-03T08:05';

const WORDINGS: Record<string, [string, string | null][]> = {
  en: [
    ['Updated: Nov 03, 2023, 01:43 PM IST', AT], ['Last updated on November 3, 2023 at 1:43 p.m. EDT', AT], ['Published 11:02, 2 Nov 2023Updated 13:43, 3 Nov 2023', AT], ['LAST UPDATED: 13:43 GMT, 3 November 2023', AT],
    ['Updated 1:43 PM EDT, Fri November 3, 2023', AT], ['This page was last edited on 3 November 2023, at 13:43 (UTC).', AT], ['Updated On - 01:43 PM, Fri - 3 November 23', AT], ['Last Updated : 03 Nov 2023 01:43:10 PM', AT],
    ['Article last modified: 2023-11-03 13:43', AT], ['First published on Fri 2 Nov 2023 10.00 GMT. Last modified on Fri 3 Nov 2023 13.43 GMT', AT], ['By Jane Doe. Updated by John Roe on Nov. 3, 2023', DAY], ['November 2, 2023 / 1:00 PM / Updated on: November 3, 2023 / 1:43 PM EDT / CBS', AT],
    ['Updated 13 minutes ago', '2023-11-30T23:47'], ['Updated yesterday at 5:10pm', '2023-11-30T17:10'], ['The minister updated his will on May 3, 2022', null], ['A study, published and updated on 3 May 2022, found', null], ['Privacy Policy Last updated: May 3, 2018', null], ["Updated Nov 3, '23, 1:43 p.m.", AT], ['Requirements for Websites and Services (updated 11/23/16)', null], ['Clean Water Act August 8, 2016', null],
  ],
  de: [
    ['Aktualisiert am 3. November 2023, 13:43 Uhr', AT], ['Stand: 03.11.2023 13:43 Uhr', AT], ['Zuletzt geändert am 03.11.2023', DAY], ['Letzte Aktualisierung: 03.11.23, 13.43 Uhr', AT], ['Veröffentlicht am 02.11.2023 um 10:00 UhrAktualisiert am 03.11.2023 um 13:43 Uhr', AT],
    ['(aktualisiert: 03.11.2023, 13:43)', AT], ['Aktualisiert: Fr., 3. Nov. 2023 | 13:43', AT], ['Letztes Update am 03.11.2023 um 13h43', AT], ['Aktualisiert vor 5 Minuten', '2023-11-30T23:55'], ['Aktualisiert gestern, 17:10 Uhr', '2023-11-30T17:10'], ['Dieser Artikel wurde zuletzt am 3. November 2023 um 13:43 Uhr aktualisiert.', AT], ['Diese Seite wurde zuletzt am 3. November 2023 bearbeitet.', DAY], ['vom 03.11.2023, 10:00 Uhr | Update: 13:43 Uhr', AT], ['Das Gesetz wurde geändert am 3. Mai 2022', null], ['Das Gesetz wurde am 3. Mai 2022 geändert', null],
  ],
  fr: [
    ['Mis à jour le 3 novembre 2023 à 13h43', AT], ['Publié le 02/11/2023 à 10:00, mis à jour le 03/11/2023 à 13:43', AT], ['Modifié le vendredi 3 novembre 2023 à 13 h 43', AT], ['Dernière mise à jour : 03/11/2023', DAY], ['MISE À JOUR 03 NOV. 2023 - 13:43', AT], ['Article mis à jour le ven. 3 nov. 2023 à 13H43', AT],
    ['Mis à jour il y a 2 heures', '2023-11-30T22:00'], ['Mis à jour hier à 17h10', '2023-11-30T17:10'], ['Actualisé le 1er novembre 2023', '2023-11-01'], ['Cet article a été mis à jour le 3 novembre 2023', DAY], ['Publié le 3 novembre 2023 à 10h00, modifié à 13h43', AT], ['Le décret a été modifié le 3 mai 2022', null],
  ],
  es: [
    ['Actualizado el 03/11/2023 a las 13:43', AT], ['Última actualización: 3 de noviembre de 2023, 13:43 h', AT], ['Publicado: 02.11.2023 · 10:00 Actualizado: 03.11.2023 · 13:43', AT], ['Actualizado a las 13:43 h. del viernes, 3 de noviembre de 2023', AT], ['Actualizada 3 nov 2023 - 13:43 CET', AT], ['Act. 3 nov 2023, 1:43 p. m.', AT],
    ['Actualizado hace 3 horas', '2023-11-30T21:00'], ['Actualizado ayer a las 17:10', '2023-11-30T17:10'], ['Modificado: viernes 3 noviembre, 2023', DAY], ['Act. 03·11·2023 | 13:43', AT], ['El decreto fue actualizado el 3 de mayo de 2022', null],
  ],
  pt: [
    ['Atualizado em 03/11/2023 às 13h43', AT], ['Última atualização: 3 de novembro de 2023, 13:43', AT], ['Publicado em 02/11/2023 10h00 Atualizado em 03/11/2023 13h43', AT], ['atualizada em 3.nov.2023 às 13h43', AT], ['Atualizado: sexta-feira, 3 de novembro de 2023', DAY], ['Modificado a 3 Nov 2023, 13:43', AT],
    ['Atualizado há 2 horas', '2023-11-30T22:00'], ['Atualizado ontem às 17h10', '2023-11-30T17:10'], ['A lei foi atualizada em 3 de maio de 2022', null],
  ],
  it: [
    ['Aggiornato il 3 novembre 2023 alle ore 13:43', AT], ['02 Novembre 2023 | Aggiornato alle 16:58', '2023-11-02T16:58'], ['Ultimo aggiornamento: 03/11/2023 - 13:43', AT], ['Ultima modifica il 3 Nov. 2023 alle 13.43', AT], ['Pubblicato: 02/11/2023 10:00 — Aggiornato: 03/11/2023 13:43', AT], ['(ultimo aggiornamento alle 13:43 del 3 novembre 2023)', AT],
    ['Aggiornato 2 ore fa', '2023-11-30T22:00'], ['Aggiornato: ven 3 novembre 2023', DAY], ['Aggiornato mar 3 ottobre 2023, 13:43', '2023-10-03T13:43'], ['Il decreto è stato modificato il 3 maggio 2022', null],
  ],
  nl: [
    ['Bijgewerkt op 3 november 2023 om 13:43', AT], ['Laatst gewijzigd: 03-11-2023 13:43', AT], ['Laatste update: 3 nov. 2023, 13.43 uur', AT], ['Gepubliceerd: 2 november 2023 10:00 Laatst bijgewerkt: 3 november 2023 13:43', AT], ['Aangepast op vrijdag 3 november 2023', DAY], ['Laatste wijziging 3 nov 2023 om 13u43', AT], ['Bijgewerkt 2 uur geleden', '2023-11-30T22:00'], ['Bijgewerkt gisteren om 17:10', '2023-11-30T17:10'],
  ],
  pl: [
    ['Aktualizacja: 3 listopada 2023, 13:43', AT], ['Ostatnia aktualizacja: 03.11.2023, godz. 13:43', AT], ['Data publikacji: 2.11.2023 10:00, data aktualizacji: 3.11.2023 13:43', AT], ['Zaktualizowano 3 lis 2023 o 13.43', AT], ['aktualizacja 03.11.2023 r.', DAY], ['Opublikowano: 2 listopada 2023 10:00 Aktualizacja: 3 listopada 2023 13:43', AT], ['Aktualizacja 2 godziny temu', '2023-11-30T22:00'], ['Aktualizacja: wczoraj, 17:10', '2023-11-30T17:10'],
  ],
  sv: [
    ['Uppdaterad 3 november 2023 kl. 13.43', AT], ['Publicerad 2023-11-02 10:00 Uppdaterad 2023-11-03 13:43', AT], ['Senast uppdaterad: 3 nov 2023', DAY], ['Publicerad: 3 november 2023 kl 10:00 Uppdaterad kl 13:43', AT], ['Senast ändrad fredag 3 november 2023', DAY], ['Senast uppdaterad 2023-11-03 klockan 13.43', AT], ['Uppdaterad för 5 minuter sedan', '2023-11-30T23:55'], ['Uppdaterad igår 17.10', '2023-11-30T17:10'],
  ],
  fi: [
    ['Päivitetty 3.11.2023 klo 13.43', AT], ['Julkaistu 3.11.2023 10:00, päivitetty 13:43', AT], ['19.2.2020 16:20päivitetty 19.2.2020 16:20', '2020-02-19T16:20'], ['Päivitetty: 3.11. 13:43', AT], ['Viimeksi päivitetty 3. marraskuuta 2023', DAY], ['Muokattu pe 3.11.2023 klo 13:43', AT], ['Päivitetty 2 tuntia sitten', '2023-11-30T22:00'], ['Päivitetty eilen klo 17.10', '2023-11-30T17:10'],
  ],
  da: [
    ['Opdateret 3. november 2023 kl. 13.43', AT], ['Opdateret: 03-11-2023 13:43', AT], ['Sidst opdateret d. 3. nov. 2023', DAY], ['Publiceret 02. nov. 2023, 10:00 Opdateret 03. nov. 2023, 13:43', AT], ['Senest ændret 03/11/2023 kl. 13:43', AT], ['OPDATERET 3. NOV. 2023 KL. 13.43', AT], ['Opdateret for 5 minutter siden', '2023-11-30T23:55'], ['Opdateret i går kl. 17.10', '2023-11-30T17:10'],
  ],
  no: [
    ['Oppdatert 3. november 2023 kl. 13:43', AT], ['Publisert 02.11.2023 10:00Sist oppdatert 03.11.2023 13:43', AT], ['Sist endret: 3. nov. 2023', DAY], ['Oppdatert fredag 3. november 2023 klokken 13.43', AT], ['Sist oppdatert: 03.11.23, 13:43', AT], ['Publisert: 3. november 2023 10:00 Oppdatert: 13:43', AT], ['Oppdatert for 2 timer siden', '2023-11-30T22:00'], ['Oppdatert i går 17:10', '2023-11-30T17:10'],
  ],
  tr: [
    ['Güncelleme: 03.11.2023 - 13:43', AT], ['Son Güncelleme: 3 Kasım 2023 13:43', AT], ['Oluşturulma Tarihi: Kasım 02, 2023 10:00 Güncelleme Tarihi: Kasım 03, 2023 13:43', AT], ['GÜNCELLEME: 3 KASIM 2023, 13.43', AT], ['Yayınlanma: 02/11/2023 10:00 | Güncellenme: 03/11/2023 13:43', AT], ['3 Kasım 2023 Cuma 13:43 tarihinde güncellendi', AT], ['Güncelleme: 5 dakika önce', '2023-11-30T23:55'], ['Son güncelleme: dün 17:10', '2023-11-30T17:10'],
  ],
  ru: [
    ['Обновлено: 3 ноября 2023, 13:43', AT], ['Обновлено 03.11.2023 в 13:43', AT], ['Опубликовано 2 ноября 2023 г. в 10:00 Изменено 3 ноября 2023 г. в 13:43', AT], ['(обновлено: 13:43 03.11.2023)', AT], ['Последнее обновление: 3 нояб. 2023 г.', DAY], ['Дата обновления: пт, 3 ноя 2023 13:43 МСК', AT], ['Обновлено 2 часа назад', '2023-11-30T22:00'], ['Обновлено вчера в 17:10', '2023-11-30T17:10'], ['Закон был изменен 3 мая 2022 года', null],
  ],
  hi: [
    ['अपडेटेड 03 नवंबर 2023, 01:43 PM IST', AT], ['Updated Fri, 03 Nov 2023 01:43 PM IST', AT], ['अंतिम अपडेट: 3 नवंबर 2023 दोपहर 1:43 बजे', AT], ['अंतिम अद्यतन: ०३ नवम्बर २०२३', DAY], ['प्रकाशित: 02 नवंबर 2023 10:00 AM अपडेट: 03 नवंबर 2023 13:43', AT], ['लास्ट अपडेट: 03/11/2023 13:43', AT], ['अपडेटेड 2 घंटे पहले', '2023-11-30T22:00'],
  ],
  ar: [
    ['آخر تحديث: 3 نوفمبر 2023، 13:43', AT], ['تم التحديث في ٣ نوفمبر ٢٠٢٣ الساعة ١٣:٤٣', AT], ['نشر في 02/11/2023 10:00 آخر تحديث 03/11/2023 13:43', AT], ['آخر تحديث: الجمعة 3 تشرين الثاني 2023', DAY], ['تاريخ التحديث: 3/11/2023 1:43 م', AT], ['آخر تحديث 3 نوفمبر/تشرين الثاني 2023 01:43 مساءً', AT], ['آخر تحديث منذ 3 ساعات', '2023-11-30T21:00'], ['آخر تحديث: 13:43 بتوقيت غرينتش، 3 نوفمبر 2023', AT],
  ],
  id: [
    ['Diperbarui: 3 November 2023, 13:43 WIB', AT], ['Terakhir diperbarui Jumat, 3 November 2023 pukul 13.43 WIB', AT], ['Diterbitkan 2 Nov 2023 10:00 Diperbarui 3 Nov 2023 13:43', AT], ['Update terakhir: 03/11/2023', DAY], ['Diperbarui 03 Nov 2023 | 13:43', AT], ['Tayang: 02/11/2023 10:00 WIB Diperbarui: 03/11/2023 13:43 WIB', AT], ['Diperbarui 3 jam yang lalu', '2023-11-30T21:00'], ['Diperbarui kemarin pukul 17.10', '2023-11-30T17:10'],
  ],
  vi: [
    ['Cập nhật: 03/11/2023 13:43', AT], ['Cập nhật lúc 13:43, ngày 03/11/2023', AT], ['Đăng ngày 02/11/2023 10:00 Cập nhật 03/11/2023 13:43 (GMT+7)', AT], ['Cập nhật lần cuối: 3 tháng 11, 2023', DAY], ['Cập nhật Thứ sáu, 03/11/2023 | 13:43', AT], ['Cập nhật: 03-11-2023 - 1:43 CH', AT], ['Cập nhật 3 giờ trước', '2023-11-30T21:00'], ['Cập nhật hôm qua lúc 17:10', '2023-11-30T17:10'],
  ],
  zh: [
    ['更新时间：2023年11月03日 13:43', AT], ['最后更新：2023-11-03 13:43', AT], ['发布时间：2023-11-02 10:00更新时间：2023-11-03 13:43', AT], ['最後更新 2023年11月3日, 格林尼治標準時間13:43', AT], ['2023年11月3日 下午1:43 更新', AT], ['（更新於：二〇二三年十一月三日）', DAY], ['更新：2023/11/03 下午01:43', AT], ['最后更新于 3分钟前', '2023-11-30T23:57'], ['记者张三更新日期:2023.11.03', DAY], ['發布時間：2023/11/02 10:00最後更新時間：2023/11/03 13:43', AT],
  ],
  ja: [
    ['更新日時：2023年11月3日 13時43分', AT], ['2023年11月3日 13時43分 更新', AT], ['公開日：2023/11/02 最終更新：2023/11/03 13:43', AT], ['最終更新日：2023年11月3日(金) 午後1時43分', AT], ['2023年11月2日公開 2023年11月3日更新', DAY], ['更新：２０２３年１１月３日１３：４３', AT], ['令和5年11月3日更新', DAY], ['最終更新 3時間前', '2023-11-30T21:00'], ['（2023/11/03 13:43更新）', AT],
  ],
  ko: [
    ['수정 2023.11.03 13:43', AT], ['입력 2023.11.02. 오전 10:00 수정 2023.11.03. 오후 1:43', AT], ['최종수정 2023-11-03 13:43', AT], ['기사입력 : 2023년 11월 02일 10시 00분최종수정 : 2023년 11월 03일 13시 43분', AT], ['업데이트: 2023년 11월 3일', DAY], ['등록 2023-11-02 10:00 | 수정 2023-11-03 13:43', AT], ['입력 23.11.02 10:00 수정 23.11.03 13:43', AT], ['업데이트 3시간 전', '2023-11-30T21:00'],
  ],
  others: [
    ['อัปเดตล่าสุด 3 พ.ย. 2566 เวลา 13:43 น.', AT], ['Aktualizováno 3. listopadu 2023 v 13:43', AT], ['Оновлено 3 листопада 2023, 13:43', AT], ['Τελευταία ενημέρωση: 3 Νοεμβρίου 2023, 13:43', AT], ['Frissítve: 2023. november 3. 13:43', AT], ['Ultima actualizare: 3 noiembrie 2023, ora 13:43', AT], ['Actualitzat el 3 de novembre de 2023 a les 13:43', AT], ['עודכן: 03/11/2023, 13:43', AT], ['আপডেট: ০৩ নভেম্বর ২০২৩, ১৩:৪৩', AT], ['Dikemaskini: 3 Nov 2023 13:43', AT], ['Последна актуализация: 3 ноември 2023 г., 13:43 ч.', AT],
  ],
  clocks: [
    ['Updated 1343 GMT (2143 HKT) November 3, 2023', AT], ['Actualizado a las 13H43 del 3/11/2023', AT], ['Updated: 3 Nov 2023 @ 08.05 AM', EARLY], ['Updated Nov 3, 2023, 13:43pm', AT], ['Updated 3 Nov 2023 at 12 noon', '2023-11-03T12:00'], ['Updated: midnight, 3 November 2023', '2023-11-03T00:00'], ['Stand: 03.11.2023, 24:00 Uhr', '2023-11-04T00:00'], ['Updated Nov 3, 2023 12:05 a.m.', '2023-11-03T00:05'],
    ['Updated 9 a.m. Friday, Nov. 3, 2023', '2023-11-03T09:00'], ['UPDATED 8:05AM, NOV 3 2023SHARE', EARLY], ['Updated Nov 3, 202308:05', EARLY], ['updated: 2023-11-0308:05', EARLY], ['JOHN LYNCHUPDATED08:05, 3 NOV 2023', EARLY], ['Stand: 3.11.2023, 08:0544 Kommentare', EARLY], ['Updated Fri Nov 3 08:05:10 IST 2023', EARLY], ['Updated 08:05AMBy Jane Doe Published 3 Nov 2023', EARLY],
  ],
};

describe.each(Object.entries(WORDINGS))('in %s', (_language, wordings) => {
  test.each(wordings)('%s', (text, wall) => {
    expect(findStamps(text, { now }).find(({ stamp }) => stamp.kind === 'updated')?.stamp.wall ?? null).toBe(wall);
  });
});

// Six moments in each language's `Intl` format, after its own label.
const LABELS: Record<string, string> = {
  'en-US': 'Updated', 'en-GB': 'Last updated:', 'en-IN': 'Updated:', 'en-AU': 'Updated', de: 'Aktualisiert', 'de-AT': 'Stand:', fr: 'Mis à jour le', 'fr-CA': 'Modifié le', es: 'Actualizado', 'es-MX': 'Última actualización:', pt: 'Atualizado em', 'pt-PT': 'Atualizado a', it: 'Aggiornato il', nl: 'Bijgewerkt op', pl: 'Aktualizacja:', sv: 'Uppdaterad',
  fi: 'Päivitetty', da: 'Opdateret', nb: 'Oppdatert', nn: 'Oppdatert', tr: 'Güncelleme:', ru: 'Обновлено', uk: 'Оновлено', cs: 'Aktualizováno', sk: 'Aktualizované', ro: 'Actualizat', hu: 'Frissítve:', el: 'Ενημερώθηκε', bg: 'Обновена', ca: 'Actualitzat', hi: 'अपडेटेड', bn: 'আপডেট:', ar: 'آخر تحديث:', 'ar-EG': 'آخر تحديث:', 'ar-LB': 'تم التحديث:', he: 'עודכן:', id: 'Diperbarui',
  vi: 'Cập nhật:', th: 'อัปเดตล่าสุด', zh: '更新时间：', 'zh-TW': '更新時間：', ja: '更新日時：', ko: '수정',
};
const MOMENTS = ['2023-11-03T13:43', '2022-03-25T00:05', '2023-05-09T12:07', '2022-08-31T09:30', '2023-01-12T23:59', '2022-12-07T06:00'];

test.each(Object.entries(LABELS))('the formats that %s has for dates and clocks are read', (language, label) => {
  const misread: string[] = [];
  for (const moment of MOMENTS) {
    for (const dateStyle of ['full', 'long', 'medium', 'short'] as const) {
      for (const timeStyle of ['medium', 'short', undefined] as const) {
        const words = new Intl.DateTimeFormat(language, { dateStyle, timeStyle, timeZone: 'UTC' }).format(new Date(`${moment}Z`));
        const wall = findStamps(`${label} ${words}`, { now, language })[0]?.stamp.wall;
        if (wall !== (timeStyle === undefined ? moment.slice(0, 10) : moment)) misread.push(`${words}: ${wall}`);
      }
    }
  }
  // Another ICU version may abbreviate differently, so nearly all must be read, not all.
  expect(misread.length, misread.join('\n')).toBeLessThanOrEqual(2);
});
