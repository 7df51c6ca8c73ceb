/**
 * Which fields hold what must not be written, by their names. Case, `_` and `-` do not matter: `lastName`, `LAST_NAME` and `last_name` are one.
 *
 * `name` alone is a person's name: log other names under what they are (`pipeline`, `source`, `file`).
 */
const PERSONAL =
  /(?:surname|lastname|firstname|secondname|middlename|fullname|patronymic|patient|patientname|doctor|doctorname|guardian|fio|birthday|birthdate|address|phone\d?|phones|mobile|email|cancelreason)$|^(?:name|title|comments?|services)$/
const SECRET = /(?:token|secret|password|passwd|pwd|apikey|authid|refreshid|sessid|webhook|authorization|cookie)$|^(?:auth|pass)$/

/** True for fields whose text is a person's: names, phones, birthdays, free remarks. */
export function isPersonalKey(key: string): boolean {
  return PERSONAL.test(plain(key))
}

/** True for fields whose text opens something. */
export function isSecretKey(key: string): boolean {
  return SECRET.test(plain(key))
}

function plain(key: string): string {
  return key.toLowerCase().replace(/[_-]/g, '')
}
