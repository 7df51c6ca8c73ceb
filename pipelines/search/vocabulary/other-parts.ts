import { list, type PartConcept } from './part-concept.ts'

/** What other shops sell: here so that it is recognised as what it is, and not taken for the part that sounds alike. */
export const OTHER_PARTS: readonly PartConcept[] = [
  {
    id: 'board',
    labels: ['Материнская плата', 'Системная плата'],
    weight: 8,
    phrases: list(`
      материнская плата, системная плата, основная плата, материнка, motherboard, главная плата, мат плата, плата материнская,
      логическая плата
    `),
  },
  {
    id: 'keyboard',
    labels: ['Клавиатура'],
    weight: 5,
    phrases: list('клавиатура, клава, топкейс, топкейс клавиатурой, keyboard, клавиши, кнопки клавиатуры'),
  },
  {
    id: 'psu',
    labels: ['Блок питания', 'Блоки питания', 'Зарядное устройство для ноутбука'],
    weight: 4,
    phrases: list(`
      блок питания, блок питания ноутбука, зарядка ноутбука, зарядное ноутбука, зарядка блок питания, блок питания зарядки, power supply,
      зарядное устройство ноутбука, бп, блок живлення
    `),
  },
  {
    id: 'matrix-flex',
    labels: ['Шлейф матрицы', 'Шлейфы матриц'],
    weight: 7,
    phrases: list('шлейф матрицы, кабель матрицы, шлейф на матрицу, lvds шлейф, шлейф lvds, edp шлейф'),
  },
  {
    id: 'hdmi',
    labels: ['Разъем HDMI', 'Порт HDMI'],
    weight: 6,
    phrases: list('разъем hdmi, порт hdmi, гнездо hdmi, hdmi вход'),
  },
  {
    id: 'laser',
    labels: ['Лазерная головка', 'Привод'],
    weight: 5,
    phrases: list('лазерная головка, лазер привода, привод, оптический привод, дисковод, головка привода, считывающая головка'),
  },
  {
    id: 'ram',
    labels: ['Оперативная память', 'ОЗУ'],
    weight: 6,
    accessory: true,
    phrases: list('оперативная память, озу, память ddr, оперативка, память sodimm, планка памяти, ram'),
  },
  {
    id: 'drive',
    labels: ['Накопитель', 'SSD', 'Жесткий диск'],
    weight: 6,
    accessory: true,
    phrases: list('накопитель, ssd, ssd накопитель, ссд, жесткий диск, hdd, диск ssd, твердотельный накопитель, винчестер'),
  },
  {
    id: 'hub',
    labels: ['Хаб', 'USB-хаб'],
    weight: 5,
    accessory: true,
    phrases: list('хаб, usb хаб, разветвитель usb, юсб хаб, концентратор'),
  },
  {
    id: 'touchpad',
    labels: ['Тачпад'],
    weight: 5,
    phrases: list('тачпад, touchpad, трекпад, trackpad'),
  },
  {
    id: 'heatsink',
    labels: ['Радиатор', 'Термотрубка'],
    weight: 5,
    phrases: list('радиатор, термотрубка, радиатор охлаждения, heatsink'),
  },
  {
    id: 'bottom',
    labels: ['Нижняя часть корпуса', 'Поддон'],
    weight: 6,
    phrases: list('поддон, нижняя часть корпуса, корпус низ, дно корпуса, нижняя крышка, корзина корпуса'),
  },
  {
    id: 'cooler',
    labels: ['Кулер', 'Вентилятор'],
    weight: 5,
    phrases: list('кулер, вентилятор, fan, система охлаждения, охлаждение'),
  },
  {
    id: 'stick',
    labels: ['Джойстик', 'Стик'],
    weight: 5,
    phrases: list('джойстик, стик, стики, joystick, аналоговый стик, джойкон'),
  },
  {
    id: 'hinge',
    labels: ['Петли', 'Петля'],
    weight: 5,
    phrases: list('петли, петля, шарнир, hinge, петли матрицы, петли крышки'),
  },
  {
    id: 'nfc',
    labels: ['Антенна NFC'],
    weight: 8,
    phrases: list('антенна nfc, nfc антенна, nfc модуль, катушка беспроводной зарядки, модуль nfc, антенна нфс'),
  },
  {
    id: 'jack',
    labels: ['Аудиоразъем', 'Разъем наушников'],
    weight: 6,
    phrases: list('разъем наушников, аудиоразъем, гнездо наушников, разъем гарнитуры, аудио разъем, мини джек, шлейф наушников'),
  },
  {
    id: 'strap',
    labels: ['Ремешок'],
    weight: 4,
    phrases: list('ремешок, браслет, ремень'),
  },
  {
    id: 'stylus',
    labels: ['Стилус'],
    weight: 4,
    phrases: list('стилус, s pen, перо'),
  },
  {
    id: 'card',
    labels: ['Карта памяти'],
    weight: 7,
    phrases: list('карта памяти, флешка, microsd карта, карта microsd, microsd, флэшка, sd карта'),
  },
  {
    id: 'powerbank',
    labels: ['Внешний аккумулятор', 'Power bank'],
    weight: 8,
    phrases: list(`
      внешний аккумулятор, повербанк, power bank, powerbank, пауэрбанк, павербанк, портативный аккумулятор, пауэр банк,
      аккумулятор внешний
    `),
  },
  {
    id: 'holder',
    labels: ['Держатель', 'Автодержатель'],
    weight: 2,
    phrases: list(`
      автодержатель, держатель телефона, держатель, держатель в машину, подставка, держатель авто, попсокет, штатив, кольцо держатель
    `),
  },
  {
    id: 'phone',
    labels: ['Смартфон', 'Телефон'],
    weight: 0,
    phrases: list('телефон, смартфон, мобильник, мобильный телефон, телефон целый, ноутбук, приставка, планшет целый'),
  },
]
