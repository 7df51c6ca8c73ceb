/**
 * Qualities as shops and people write them. `id` is the property value of the shops; a phrase is a set of words.
 * `answers` says which products satisfy a person who asks for it: «оригинал» is satisfied by a service part, «копия» by any copy.
 */
export interface QualityConcept {
  id: string
  phrases: readonly string[]
  answers: readonly string[]
  /** Shown as «похожее» when there is no exact one, best first. */
  near: readonly string[]
}

export const QUALITIES: readonly QualityConcept[] = [
  { id: 'Оригинал (переклейка)', phrases: ['переклей', 'переклейка', 'ориг переклей', 'оригинал переклейка', 'биток', 'замен стекло', 'заменено стекло', 'оригинал замен стекло', 'снятый заменено стекло', 'переклеенный', 'оригинал переклеенный', 'битый', 'восстановленный', 'or снятый заменено стекло', 'реф', 'refurbished', 'переклееный'], answers: ['Оригинал (переклейка)'], near: ['Снятый', 'Оригинал'] },
  { id: 'Service Pack', phrases: ['service pack', 'сервис пак', 'сервиспак', 'сервисный ориг', 'сервисный', 'or sp', 'sp', 'сп', '100 or sp', 'or service pack', 'service pack ориг', 'сервисный оригинал', 'сервисный ориг sp', 'servicepack', 'сервис пэк', 'сервис пек', 'сервис оригинал', 'сервис', 'заводской', 'service'], answers: ['Service Pack'], near: ['Оригинал'] },
  { id: 'Снятый', phrases: ['снятый', 'с разбора', 'разбор', 'разбора', 'б у', 'бу', 'снятый ориг', 'снятый оригинал', 'б у ориг', 'б у оригинал', 'or снятый', 'донор', 'с донора', 'демонтаж', 'used', 'бу оригинал', 'бушный', 'бэ у', 'бывший употреблении', 'оригинал с разбора', 'бэушный', 'бу ориг', 'снятка', 'разборка', 'разборки'], answers: ['Снятый'], near: ['Оригинал (переклейка)'] },
  { id: 'Hard OLED', phrases: ['hard oled', 'хард олед', 'gx hard oled', 'хардолед', 'хард'], answers: ['Hard OLED'], near: ['Soft OLED', 'OLED'] },
  { id: 'Soft OLED', phrases: ['soft oled', 'софт олед', 'gx soft oled', 'софтолед'], answers: ['Soft OLED'], near: ['Hard OLED', 'OLED'] },
  { id: 'Премиум (In-Cell)', phrases: ['премиум in cell', 'premium in cell', 'премиум incell', 'premium incell', 'премиум инселл'], answers: ['Премиум (In-Cell)'], near: ['Премиум', 'In-Cell'] },
  { id: 'In-Cell', phrases: ['in cell', 'incell', 'инселл', 'ин селл', 'инцел', 'ин сел', 'инсел', 'in cell hd', 'инселовский', 'инсэлл'], answers: ['In-Cell', 'Премиум (In-Cell)'], near: ['TFT'] },
  { id: 'OLED', phrases: ['oled', 'олед', 'амолед', 'amoled', 'олэд', 'супер амолед'], answers: ['OLED', 'Hard OLED', 'Soft OLED'], near: [] },
  { id: 'TFT', phrases: ['tft', 'тфт', 'копия tft', 'ips', 'айпиэс', 'тэ эф тэ', 'tft регул подсветка'], answers: ['TFT'], near: ['In-Cell'] },
  { id: 'AAA', phrases: ['aaa', 'ааа', 'копия aaa', 'копия ааа', '3а', '3a', 'три а', 'трипл а', 'класс ааа', 'тройное а'], answers: ['AAA'], near: ['Копия'] },
  { id: 'Премиум', phrases: ['премиум', 'premium', 'прем', 'премиальный', 'преимум'], answers: ['Премиум', 'Премиум (In-Cell)'], near: ['OEM', 'AAA'] },
  { id: 'OEM', phrases: ['oem', 'оем', 'оэм', 'о е м', 'оуем'], answers: ['OEM'], near: ['Премиум', 'Оригинал'] },
  { id: 'Копия', phrases: ['копия', 'copy', 'оптима', 'стандарт', 'аналог', 'реплика', 'не оригинал', 'неоригинал', 'неоригинальный', 'китай', 'китайский', 'дубликат', 'подделка', 'копию', 'эконом вариант'], answers: ['Копия', 'AAA', 'TFT'], near: ['OEM', 'Премиум', 'In-Cell'] },
  { id: 'Оригинал', phrases: ['оригинал', 'ориг', 'original', 'orig', 'оригинальный', 'родной', 'or', '100 ориг', 'оригинал 100', 'оригинальная', 'оригинальное', 'оригинального', 'оригинальные', 'родная', 'ор', 'фирменный', 'орига', 'родное', 'ориджинал', 'оригинальный новый', 'genuine'], answers: ['Оригинал', 'Service Pack'], near: ['Снятый', 'Оригинал (переклейка)'] },
]
