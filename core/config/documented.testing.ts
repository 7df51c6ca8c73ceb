/** The documented `bxi.toml` with every section: valid as it stands. */
export const DOCUMENTED = `lang = "ru"
[state]
dir = "./state"
keep_days = 30
keep_payments = "5y"
outbox_limit = 1000                  # per partition
min_free = "500MB"

[net]
proxy = ""                           # HTTP(S) proxy of the clinic
ca_file = ""

[portal]                             # Bitrix24
webhook = { env = "BXI_PORTAL_WEBHOOK" }     # https://…/rest/<user>/<secret>/ ; http:// only for loopback
timezone = "Europe/Moscow"
per_second = 2
burst = 50
parallel = 3
operating_limit = "480s"
settle = "75s"                       # after this a lost request can no longer commit
app = { client_id = "", client_secret = { env = "" } }   # optional local application: placements, offline events

[ident]
pipeline = "Ident"                   # Bitrix24 deal category, by name or id
page_rows = 50
overlap = "15m"                      # re-read window behind a time-stamp cursor (late commits, clock skew)
first_window = "60d"                 # what the first run reads, by planned start
identity = "phone"                   # phone | patient
manual_stages = ["PLAN_PRESENTATION", "PREPAYMENT_RECEIVED", "WAITING_LIST"]
notify_manual = false                # true: the responsible is notified at the portal when a visit waits for a person; the webhook needs the scope im
no_show_after = ""                   # e.g. "24h"; empty: never inferred
deleted_stage = ""                   # where deals of visits deleted in iDENT go, e.g. "LOSE"; empty: reported to people
deleted_every = "1h"                 # how often deleted visits are looked for; empty: never
plan_snapshot = false                # push plans into the deal for branches behind NAT (copies medical data)
[ident.stages]                       # our stage → the portal's STATUS_ID; missing ones are found by name
CONSULTATION_SCHEDULED = "NEW"       # … CONSULTATION_DONE, TREATMENT, WON, LOSE, PLAN_PRESENTATION, PREPAYMENT_RECEIVED, WAITING_LIST
[[ident.sources]]                    # one per database
id = "main"
timezone = "Europe/Moscow"           # required: the database's wall clock
database = { server = "127.0.0.1", port = 1433, instance = "", name = "PZ", user = "bxi", password = { env = "IDENT_MAIN_PASSWORD" }, encrypt = "off" }   # off | on | required
profile = "ident"                    # the query files shipped with bxi (facts/ident-mssql.md A7)
queries = {}                         # { receptions = "sql/receptions.sql" } replaces one of them
branch_from = "chair"                # chair | order | order-then-chair
amount_from = "lines"                # lines | journal
unknown_branch = "reject"            # or a branch number
branches = [{ key = 1, n = 1, name = "Филиал на Ленина", responsible = 7 }, { key = 2, n = 2, name = "Филиал на Мира" }]   # two branches in one database

[onec]
url = "http://1c.local/ut/odata/standard.odata/"
user = "bxi"
password = { env = "ONEC_PASSWORD" }
timezone = "Asia/Tomsk"
settle = "120s"
exchange_node = "4b1e0000-0000-4000-8000-000000000001"   # node of the exchange plan; without it: polling
exchange_plan = "bxi_Обмен"

[delivery]
group_id = 12                        # Bitrix24 workgroup of the couriers' tasks
page_url = "https://bxi.example.ru"  # public address of the daemon
cash_tolerance = 0.003
[[delivery.subscribers]]
url = "https://site.example.ru/bxi-status.php"
secret = { env = "" }

[shop]
webhook = { env = "BXI_SHOP_WEBHOOK" }
settle = "75s"
iblock_id = 23
low_stock = 3                        # sum over stores: 0 нет, ≤ low_stock мало, else в наличии
site_endpoint = { url = "", secret = { env = "" } }      # users, groups, final prices: facts/bitrix-shop-rest.md §3.4
price_types = { retail = 13, bronze = 10, silver = 9, gold = 5 }
groups = { retail = "REGISTERED_USERS", bronze = "REGISTERED_USERS_OPT2", silver = "REGISTERED_USERS_OPT3", gold = "REGISTERED_USERS_DILER" }
pay_systems = { cloudpayments = [21, 22], cash = [1] }
[shop.allowance]                     # AI tokens a month
retail = 30
bronze = 100
silver = 300
gold = 1000

[telegram]
token = { env = "BXI_TELEGRAM_TOKEN" }
api_root = "https://api.telegram.org"

[cloudpayments]
mode = "site"                        # site: the site receives webhooks, bxi polls | front: bxi receives and forwards untouched | direct
public_id = ""
api_secret = { env = "" }
api_root = "https://api.cloudpayments.ru"

[assistant]                          # OpenAI-compatible; absent = hints off
url = ""
[speech]
url = ""

[http]
listen = "127.0.0.1:8080"
tokens = [{ name = "bot", scope = "shop-api", token = { env = "" } }]

[alerts]
errors_per_hour = 0.10               # needs ≥ 20 rows in the hour
heartbeat_url = ""                   # every successful run pings it; the daemon or another agent notices silence
notify = [{ kind = "bitrix24", user_id = 1 }]            # telegram, email, webhook
`
