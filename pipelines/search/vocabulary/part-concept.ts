/**
 * Parts of devices as people call them. A new part is a line: its id, how shops name it (the part property), and the phrases that mean it.
 * A phrase is a set of words in any order and any case form; the phrase with most words wins, then the higher `weight`: «проклейка дисплея»
 * is tape although it names the display. Parts that no shop of ours sells are listed too, so that «материнская плата» is not taken for
 * a charging board. What a catalogue calls its parts is learnt besides (learn.ts).
 */
export interface PartConcept {
  id: string
  labels: readonly string[]
  phrases: readonly string[]
  /** 0…9 when phrases of two parts are equally long; default 3. */
  weight?: number
  /** Goods without a device: the words of the title decide. */
  accessory?: true
  /** The words of the phrase tell kinds apart: a pair of tweezers is no screwdriver, «чехол-книжка» no «чехол-накладка». */
  kinds?: true
  /** Words of the phrases that tell no kind apart: any чехол is a «case». */
  generic?: readonly string[]
  /** One part property for several things, told apart by the title: «проклейка» дисплея / АКБ / крышки. */
  subtyped?: true
}

/** A list written with commas, over as many lines as it needs. */
export const list = (text: string): string[] =>
  text
    .split(',')
    .map((item) => item.trim())
    .filter(Boolean)
