export const SHOP = 'shop'
/** The one partition of the shop: the catalogue of its site. */
export const SHOP_PARTITION = `${SHOP}@site`
