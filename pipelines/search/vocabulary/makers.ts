/** Makers of devices: where a shop fills no brand in, the title's maker is the brand. */
export const MAKERS: ReadonlySet<string> = new Set(
  (
    'apple samsung xiaomi huawei honor realme oppo vivo oneplus tecno infinix nokia asus meizu zte google sony motorola ' +
    'nothing lenovo lg htc doogee blackview ulefone oukitel umidigi itel tcl alcatel philips nintendo bq fly prestigio ' +
    'highscreen dexp iqoo nubia hisense sharp blackberry microsoft leagoo wiko inoi acer hp dell msi garmin amazfit gigabyte ' +
    'jbl agm gopro pocketbook kindle amazon valve makita bosch dewalt dyson metabo fitbit cubot ' +
    'roborock dreame irobot ecovacs ninebot segway kugoo teclast alldocube wileyfox leeco micromax explay irbis digma vertex ' +
    'texet haier jinga'
  ).split(' '),
)
