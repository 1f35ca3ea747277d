package config

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Each case changes one text of the full file and expects one mistake: at the
// line of the first changed text that holds mark, with that problem and remedy.
var mistakeCases = map[string]struct {
	old, new        string
	mark            string // where the mistake stands; default: the new text's first line
	problem, remedy string
	follows         int // further mistakes that follow from it elsewhere
}{
	"UnknownKey":            {old: "    rfm:", new: "    rmf:", problem: "no such key", remedy: "did you mean rfm?"},
	"UnknownSecretKey":      {old: "key_secret_file: secret.txt", new: "key_secret_fiel: secret.txt", mark: "key_secret_fiel", problem: "no such key", remedy: "key_secret_file"},
	"KeyTwice":              {old: "    currency: TWD", new: "    currency: TWD\n    currency: USD", mark: "    currency: USD", problem: "a second time", remedy: "keep one"},
	"ListWanted":            {old: "enters: [new]", new: "enters: new", mark: "enters: new", problem: "a list is needed", remedy: "[a, b]"},
	"BlockWanted":           {old: "reconcile: {tolerance: 0.001}", new: "reconcile: 5", problem: "a block of keys", remedy: "tolerance"},
	"ScalarWanted":          {old: "jitter: 5m", new: "jitter: [5m]", problem: "one value", remedy: "a duration"},
	"NotANumber":            {old: "max_joined: 4", new: "max_joined: four", problem: `"four" is not a whole number`, remedy: "whole number"},
	"NotADuration":          {old: "lookback: 2h", new: "lookback: 2d", problem: `"2d" is not a duration`, remedy: "days as hours"},
	"NotABool":              {old: "approve: true", new: "approve: yes", problem: `"yes" is not true or false`, remedy: "true or false"},
	"MissingVariable":       {old: "${SHOPIFY_TOKEN}", new: "${SHOPIFY_TOKN}", problem: "no SHOPIFY_TOKN", remedy: "export SHOPIFY_TOKN"},
	"OpenVariable":          {old: "Hello from ${SHOP_CITY}", new: "Hello from ${", problem: "none is named", remedy: "$${"},
	"EmptySecret":           {old: "${SHOPIFY_TOKEN}", new: "${EMPTY}", problem: "EMPTY is empty", remedy: "set it"},
	"LiteralSecret":         {old: "${SHOPIFY_TOKEN}", new: "shpat_secret-shopify-9137", problem: "must not stand in the file", remedy: "${TOKEN}"},
	"SecretFileAbsent":      {old: "secret.txt", new: "nowhere.txt", problem: "can't be read", remedy: "config's folder"},
	"SecretTwice":           {old: "key_secret_file: secret.txt", new: "key_secret_file: secret.txt\n        key_secret: ${WOO_KEY}", mark: "key_secret: ${WOO_KEY}", problem: "given twice", remedy: "keep one"},
	"SecretMissing":         {old: "        token: ${SHOPIFY_TOKEN}\n", new: "", mark: "- name: web", problem: "missing", remedy: "token_file"},
	"RawDays":               {old: "  hash_key: ${HASH_KEY}", new: "  hash_key: ${HASH_KEY}\n  raw_days: -1", mark: "raw_days", problem: "below zero", remedy: "0 or more"},
	"HashKeyMissing":        {old: "  hash_key: ${HASH_KEY}", new: "  payload_key: ${HASH_KEY}", mark: "privacy:", problem: "missing", remedy: "hash_key_file"},
	"HashKeyShort":          {old: "${HASH_KEY}", new: "${SHOP_CITY}", mark: "  hash_key:", problem: "too short", remedy: "openssl rand"},
	"ZoneUnknown":           {old: "timezone: Asia/Taipei", new: "timezone: Asia/Taipeh", problem: "not a time zone", remedy: "IANA"},
	"CurrencyUnknown":       {old: "    currency: TWD", new: "    currency: NTD", problem: "not a currency", remedy: "ISO 4217"},
	"NameForm":              {old: "- name: web", new: "- name: Web Shop", problem: "doesn't fit into ids", remedy: "a-z"},
	"NameTaken":             {old: "- name: tokyo", new: "- name: store", mark: "- name: store\n        platform: file", problem: "taken", remedy: "its own name"},
	"PlatformUnknown":       {old: "platform: shopify", new: "platform: shopfy", problem: "not known", remedy: "did you mean shopify?"},
	"PlatformForeignKey":    {old: "lookback: 2h", new: "version: 2026-10", problem: "belongs to shopify", remedy: "remove"},
	"URLMissing":            {old: "        url: https://lumen.myshopify.com\n", new: "", mark: "- name: web", problem: "missing", remedy: "myshopify.com"},
	"URLOpen":               {old: "https://lumen.myshopify.com", new: "http://lumen.myshopify.com", problem: "in the open", remedy: "https"},
	"URLNotLoopback":        {old: "https://lumen.myshopify.com", new: "http://127.evil.example", problem: "in the open", remedy: "https"},
	"URLOpenWooCommerce":    {old: "url: https://lumen.example\n        key:", new: "url: http://127.evil.example\n        key:", mark: "url: http://127.evil", problem: "in the open", remedy: "https"},
	"EndpointNotLoopback":   {old: "per_second: 100", new: "endpoint: http://127.0.0.1.evil.example", problem: "in the open", remedy: "https"},
	"MailNotLoopback":       {old: "host: smtp.lumen.example", new: "host: 127.evil.example\n        tls: none", mark: "tls: none", problem: "in the open", remedy: "starttls"},
	"URLWithPassword":       {old: "https://lumen.myshopify.com", new: "https://u:${SHOPIFY_TOKEN}@lumen.myshopify.com", problem: "user and a password", remedy: "secrets"},
	"VersionUnknown":        {old: "line_provider: lumen-official", new: "version: 2026-11", problem: "not a version", remedy: "2026-10"},
	"CountsWhen":            {old: "counts_when: fulfilled", new: "counts_when: shipped", problem: "not known", remedy: "paid"},
	"LookbackZero":          {old: "lookback: 2h", new: "lookback: 0s", problem: "above zero", remedy: "1h"},
	"AvoidHoursForm":        {old: "lookback: 2h", new: "avoid_hours: [\"12:00-24:00\"]", problem: `"12:00-24:00" are no hours`, remedy: "12:00-14:00"},
	"RequestsPerDay":        {old: "lookback: 2h", new: "requests_per_day: -1", problem: "below zero", remedy: "0 or more"},
	"AlsoPullUnknown":       {old: "lookback: 2h", new: "also_pull: [products, checkouts]", problem: "\"checkouts\" can't be pulled of a shop on woocommerce", remedy: "use products"},
	"SweepBelowZero":        {old: "lookback: 2h", new: "sweep: -1h", problem: "below zero", remedy: "168h"},
	"CurrencyWithoutRate":   {old: "currency: JPY\n", new: "currency: USD\n", problem: "no rate from USD to TWD", remedy: "currency: USD"},
	"RateBad":               {old: "rate: 0.2105", new: "rate: -1", problem: "not a rate", remedy: "TWD"},
	"RateDate":              {old: "from: 2026-01-01, rate", new: "from: 2026-13-01, rate", problem: "not a date", remedy: "2026-11-20"},
	"EntityUnknown":         {old: "entity: customers", new: "entity: custmers", problem: "not known", remedy: "did you mean customers?"},
	"ColumnMissing":         {old: "{customer_id: id, email", new: "{email", mark: "columns: {email", problem: "need the column customer_id", remedy: "expression"},
	"ColumnUnknown":         {old: "email: mail}", new: "emial: mail}", problem: "no column emial", remedy: "did you mean email?"},
	"StatusUnknown":         {old: "counts_when: fulfilled", new: "statuses: {Awaiting stock: fulfiled}", problem: "not known", remedy: "did you mean fulfilled?"},
	"StatusTwice":           {old: "counts_when: fulfilled", new: "statuses: {on-hold: paid, On Hold: unpaid}", problem: "another meaning", remedy: "remove one"},
	"GrainUnknown":          {old: "- entity: customers", new: "- grain: row\n            entity: customers", mark: "- grain: row", problem: "not known", remedy: "order"},
	"RepeatUnknown":         {old: "- entity: customers", new: "- on_repeat: last\n            entity: customers", mark: "- on_repeat: last", problem: "not known", remedy: "newest"},
	"CellsOfCustomers":      {old: "- entity: customers", new: "- order_cells: first_row\n            entity: customers", mark: "- order_cells: first_row", problem: "only orders", remedy: "remove"},
	"GrainOfCustomers":      {old: "- entity: customers", new: "- entity: customers\n            grain: line", mark: "            grain: line", problem: "only orders", remedy: "remove"},
	"ChannelUnknown":        {old: "      sms:\n        account", new: "      smss:\n        account", follows: 1, problem: "no channel smss", remedy: "did you mean sms?", mark: "      smss:"},
	"ChannelForeignKey":     {old: "per_second: 100", new: "host: x", problem: "belongs to smtp", remedy: "remove"},
	"MailInTheOpen":         {old: "host: smtp.lumen.example", new: "host: smtp.lumen.example\n        tls: none", mark: "tls: none", problem: "in the open", remedy: "starttls"},
	"MailFrom":              {old: `"Lumen <news@lumen.example>"`, new: "Lumen", problem: "not a mail address", remedy: "news@shop.tw"},
	"NoWayOut":              {old: "        unsubscribe_url: https://lumen.example/u\n", new: "", mark: "      edm:", problem: "no way out", remedy: "unsubscribe_mail"},
	"StageUnknown":          {old: "enters: [sleep]", new: "enters: [slept]", problem: `"slept" is not known`, remedy: "did you mean sleep?"},
	"AtRiskZero":            {old: "at_risk: 0.4", new: "at_risk: 0", problem: "no probability", remedy: "such as 0.5"},
	"RefitNever":            {old: "refit_days: 14", new: "refit_days: 0", problem: "1 or more", remedy: "leave it out"},
	"ClassUnknown":          {old: "[rfm_keep]", new: "[rfm_kept]", problem: "not known", remedy: "did you mean rfm_keep?"},
	"EverybodyByAccident":   {old: "audience: {enters: [new]}", new: "audience: {when: in}", problem: "everybody", remedy: "1 = 1"},
	"EverybodyByEmptyList":  {old: "audience: {enters: [new]}", new: "audience: {is: [everybody]}", problem: "the audience is everybody", remedy: "1 = 1"},
	"TemplateMissing":       {old: "          line: {text: \"{{ member.name }}，NT$$100 等你\"}\n", new: "", mark: "        templates:", problem: "no template for line", remedy: "what it says"},
	"TemplateFileAbsent":    {old: "mail.html", new: "male.html", problem: "male.html can't be read", remedy: "config's folder"},
	"TemplateUnused":        {old: "channels: [line, edm]", new: "channels: [edm]", mark: "          line: {text", problem: "doesn't use the channel line", remedy: "add it"},
	"SubjectMissing":        {old: "            subject: We miss you\n", new: "", mark: "          edm:", problem: "missing", remedy: "subject"},
	"SendAt":                {old: `"10:00"`, new: `"24:00"`, problem: "not a time of day", remedy: `"10:00"`},
	"Holdout":               {old: "holdout: 0.1", new: "holdout: 10", problem: "not a share", remedy: "10 % is 0.1"},
	"Cycle":                 {old: "cycle: 45", new: "cycle: monthly", problem: "not a repurchase cycle", remedy: "auto"},
	"Cut":                   {old: "recency_cut: median", new: "recency_cut: middle", problem: "not a cut", remedy: "mean"},
	"BinsTooFew":            {old: "[30, 60, 120, 240.5]", new: "[30, 60, 120]", problem: "four numbers", remedy: "quintiles"},
	"BinsDescend":           {old: "[30, 60, 120, 240.5]", new: "[30, 60, 60, 240]", problem: "each above the one before", remedy: "quintiles"},
	"BinsNegative":          {old: "[30, 60, 120, 240.5]", new: "[-1, 60, 120, 240]", problem: "four numbers", remedy: "quintiles"},
	"BinsWords":             {old: "[30, 60, 120, 240.5]", new: "[few, 60, 120, 240]", problem: "number", remedy: ""},
	"BinsEmpty":             {old: "[30, 60, 120, 240.5]", new: "[]", mark: "recency_bins", problem: "four numbers", remedy: "quintiles"},
	"TiersDescend":          {old: "spend: 20000.5", new: "spend: 5000", problem: "not above the tier before it", remedy: "in the order of their spend"},
	"TierFree":              {old: "spend: 5000}", new: "spend: 0}", problem: "not above the tier before it", remedy: "each above 0"},
	"TierTwice":             {old: "name: gold", new: "name: silver", problem: "is taken", remedy: "its own name"},
	"TargetValue":           {old: ", value: 250000", new: "", mark: "metric: revenue", problem: "missing", remedy: "number"},
	"CronFields":            {old: `"30 4 * * *"`, new: `"30 4 * *"`, problem: "can't be read", remedy: "five fields"},
	"CronDescriptor":        {old: `"30 4 * * *"`, new: `"@daily"`, problem: "can't be read", remedy: "five fields"},
	"CronZone":              {old: `"30 4 * * *"`, new: `"TZ=UTC 30 4 * * *"`, problem: "time zone doesn't belong", remedy: "five fields"},
	"CronBothDays":          {old: `"30 4 * * *"`, new: `"30 4 1 * 1"`, problem: "understand differently", remedy: "five fields"},
	"CronTwice":             {old: `"30 4 * * *"`, new: `"30 4,5 * * *"`, problem: "fires twice for business date", remedy: "once a day"},
	"CronNever":             {old: `"30 4 * * *"`, new: `"30 4 31 2 *"`, problem: "never fires", remedy: "day and the month"},
	"CronTwiceAbroad":       {old: `"30 4 * * *"`, new: "\"30 4,23 * * *\"\n      timezone: Europe/London", problem: "fires twice", remedy: "once a day", mark: "cron:"},
	"CronGap":               {old: `"30 4 * * *"`, new: "\"30 1 * * *\"\n      timezone: Europe/London", problem: "does not exist in Europe/London", remedy: "04:30", mark: "cron:"},
	"CronRepeated":          {old: `"30 4 * * *"`, new: "\"30 2 1-25 10 *\"\n      timezone: Europe/Berlin", problem: "exists twice in Europe/Berlin", remedy: "04:30", mark: "cron:"},
	"Catchup":               {old: "catchup_window: 4h", new: "catchup_window: 1s", problem: "at least 10s", remedy: "6h"},
	"Brand.Clocks":          {old: "    identity:\n", new: "    clocks: shop\n    identity:\n", problem: "not known", remedy: "member"},
	"CatchUp":               {old: "holdout: 0.1", new: "catch_up: resend", problem: "not known", remedy: "send"},
	"CatchUpOfTheBrand":     {old: "    campaigns:\n", new: "    catch_up: yes\n    campaigns:\n", mark: "catch_up: yes", problem: "not known", remedy: "send"},
	"CatchUpOfWhoIsIn":      {old: "audience: {enters: [new]}", new: "audience: {is: [new]}\n        catch_up: send", mark: "catch_up: send", problem: "nobody of them is missed", remedy: "enters instead of is"},
	"Overlap":               {old: "overlap: buffer_one", new: "overlap: bufferone", problem: "not known", remedy: "did you mean buffer_one?"},
	"Region":                {old: "max_joined: 4", new: "region: Taiwan", problem: "not a country", remedy: "TW"},
	"Listen":                {old: "task_queue: nightly", new: "listen: 9464", problem: "not host:port", remedy: "127.0.0.1:9464"},
	"RateZero":              {old: "rate: 0.2105", new: "rate: 0", problem: "not a rate", remedy: "TWD"},
	"RateTwice":             {old: "rate: 0.2105}", new: "rate: 0.2105}\n      - {currency: JPY, from: 2026-01-01, rate: 0.22}", mark: "- {currency: JPY, from: 2026-01-01, rate: 0.22}", problem: "given twice", remedy: "keep one"},
	"URLOpenPort":           {old: "https://lumen.myshopify.com", new: "http://lumen.myshopify.com:8443", problem: "in the open", remedy: "https"},
	"URLWithoutScheme":      {old: "https://lumen.myshopify.com", new: "lumen.myshopify.com", problem: "not an address", remedy: "its scheme"},
	"URLOfFiles":            {old: "https://lumen.myshopify.com", new: "ftp://lumen.myshopify.com", problem: "not an address", remedy: "its scheme"},
	"ZoneOfTheMachine":      {old: "timezone: Asia/Taipei", new: "timezone: Local", problem: "not a time zone", remedy: "IANA"},
	"CurrencySmall":         {old: "    currency: TWD", new: "    currency: twd", problem: "not a currency", remedy: "capitals"},
	"NameTooLong":           {old: "- name: web", new: "- name: " + strings.Repeat("w", 65), problem: "doesn't fit into ids", remedy: "64"},
	"HoldoutNaN":            {old: "holdout: 0.1", new: "holdout: NaN", problem: "not a share", remedy: "10 % is 0.1"},
	"HoldoutNegative":       {old: "holdout: 0.1", new: "holdout: -0.1", problem: "not a share", remedy: "10 % is 0.1"},
	"ToleranceAboveAll":     {old: "tolerance: 0.001", new: "tolerance: 1.001", problem: "not a share", remedy: "0 to 1", mark: "reconcile:"},
	"RejectedAboveAll":      {old: "tolerance: 0.001", new: "rejected: 1.001", problem: "not a share", remedy: "0 to 1", mark: "reconcile:"},
	"PaceNegative":          {old: "per_second: 100", new: "per_second: -1", problem: "below zero", remedy: "0 or more"},
	"PaceNaN":               {old: "per_second: 100", new: "per_second: NaN", problem: "below zero", remedy: "0 or more"},
	"JitterNegative":        {old: "jitter: 5m", new: "jitter: -1s", problem: "between 0 and a day", remedy: "10m"},
	"JitterADay":            {old: "jitter: 5m", new: "jitter: 24h", problem: "between 0 and a day", remedy: "10m"},
	"CatchupAlmost":         {old: "catchup_window: 4h", new: "catchup_window: 9999ms", problem: "at least 10s", remedy: "6h"},
	"JoinsNobody":           {old: "max_joined: 4", new: "max_joined: 1", problem: "below 2", remedy: "write 5"},
	"DeniesNothing":         {old: `"0900000000"`, new: `""`, problem: "missing", remedy: "joins nobody", mark: `["", shop`},
	"FallbackNever":         {old: "overlap: history", new: "fallback_days: 0", mark: "lifecycle:", problem: "1 or more", remedy: "leave it out"},
	"CycleZero":             {old: "cycle: 45", new: "cycle: 0", mark: "lifecycle:", problem: "not a repurchase cycle", remedy: "above 0"},
	"CycleNaN":              {old: "cycle: 45", new: "cycle: NaN", mark: "lifecycle:", problem: "not a repurchase cycle", remedy: "above 0"},
	"CutNegative":           {old: "orders_cut: 3", new: "orders_cut: -1", mark: "rfm:", problem: "not a cut", remedy: "number"},
	"AtRiskAboveAll":        {old: "at_risk: 0.4", new: "at_risk: 1.001", mark: "prediction:", problem: "no probability", remedy: "up to 1"},
	"TargetTwice":           {old: "value: 250000}", new: "value: 250000}\n      - {metric: revenue, from: 2026-01-01, value: 2}", mark: "- {metric: revenue, from: 2026-01-01, value: 2}", problem: "given twice", remedy: "keep one"},
	"TargetForm":            {old: "metric: revenue", new: "metric: Revenue", problem: "not a metric's name", remedy: "such as revenue", mark: "- {metric: Revenue"},
	"TargetWindow":          {old: "metric: revenue,", new: "metric: revenue, window: 27d,", problem: "not known", remedy: "7d", mark: "- {metric: revenue, window"},
	"ChannelTwice":          {old: "channels: [line, edm]", new: "channels: [line, edm, line]", problem: "a second time", remedy: "keep one"},
	"LinksToMetrics":        {old: "https://lumen.example/u\n", new: "https://lumen.example/metrics\n", mark: "unsubscribe_url:", problem: "answers /metrics itself", remedy: "/unsubscribe"},
	"LinksToHealth":         {old: "https://lumen.example/u\n", new: "https://lumen.example/healthz\n", mark: "unsubscribe_url:", problem: "answers /healthz itself", remedy: "/unsubscribe"},
	"LinksToAnswers":        {old: "https://lumen.example/u\n", new: "https://lumen.example/answers/u\n", mark: "unsubscribe_url:", problem: "answers /answers itself", remedy: "/unsubscribe"},
	"TrackToEvents":         {old: "        username: lumen\n", new: "        username: lumen\n        track_url: https://lumen.example/events/\n", mark: "track_url:", problem: "answers /events itself", remedy: "/t"},
	"TrackInTheOpen":        {old: "        username: lumen\n", new: "        username: lumen\n        track_url: http://lumen.example/t\n", mark: "track_url:", problem: "in the open", remedy: "https"},
	"TrackWithQuery":        {old: "        username: lumen\n", new: "        username: lumen\n        track_url: https://lumen.example/t?a=b\n", mark: "track_url:", problem: "behind its path", remedy: "leave out ?"},
	"TopicForm":             {old: "        username: lumen\n", new: "        username: lumen\n        answers: {topic: mail}\n", mark: "answers:", problem: "not the ARN", remedy: "arn:aws:sns:"},
	"MailboxKeyShort":       {old: "        username: lumen\n", new: "        username: lumen\n        answers: {key: \"${KEY_OF_15}\"}\n", mark: "answers:", problem: "too short", remedy: "openssl rand"},
	"EventsKeyShort":        {old: "    channels:\n", new: "    events: {key: \"${KEY_OF_15}\", shop: web}\n    channels:\n", mark: "    events:", problem: "too short", remedy: "openssl rand"},
	"EventsPublicKeyShort":  {old: "    channels:\n", new: "    events: {public_key: abc, shop: web}\n    channels:\n", mark: "    events:", problem: "too short", remedy: "openssl rand"},
	"EventsOfNoShop":        {old: "    channels:\n", new: "    events: {public_key: 0123456789abcdef}\n    channels:\n", mark: "    events:", problem: "missing", remedy: "in which the events happen"},
	"EventsOfAnotherShop":   {old: "    channels:\n", new: "    events: {public_key: 0123456789abcdef, shop: wep}\n    channels:\n", mark: "    events:", problem: "no shop \"wep\"", remedy: "one of the brand's shops"},
	"EventsKeyIsPublic":     {old: "    channels:\n", new: "    events: {key: \"${KEY_OF_16}\", public_key: secret-hash-9137, shop: web}\n    channels:\n", mark: "    events:", problem: "another one's", remedy: "a key of their own"},
	"PublicURLInTheOpen":    {old: "  task_queue: nightly", new: "  task_queue: nightly\n  public_url: http://hooks.example", mark: "public_url:", problem: "in the open", remedy: "https"},
	"LinksToReady":          {old: "https://lumen.example/u\n", new: "https://lumen.example/readyz\n", mark: "unsubscribe_url:", problem: "answers /readyz itself", remedy: "/unsubscribe"},
	"PortTooHigh":           {old: "username: lumen", new: "username: lumen\n        port: 65536", mark: "port: 65536", problem: "no such port", remedy: "587"},
	"PortZero":              {old: "username: lumen", new: "username: lumen\n        port: 0", mark: "port: 0", problem: "1 or more", remedy: "leave it out"},
	"NoConnections":         {old: "username: lumen", new: "username: lumen\n        connections: 0", mark: "connections: 0", problem: "1 or more", remedy: "leave it out"},
	"PasswordMissing":       {old: "        password: ${SMTP_PASSWORD}\n", new: "", mark: "      edm:", problem: "missing", remedy: "password_file"},
	"RereadBelowZero":       {old: "lookback: 2h", new: "reread: -1s", problem: "below zero", remedy: "720h"},
	"SMSFrom":               {old: `"+886912345678"`, new: `"+0912345678"`, mark: `from: "+0912345678"`, problem: "can't send", remedy: "MG"},
	"SMSAccount":            {old: "AC0123456789abcdef0123456789abcdef", new: "SK0123456789abcdef0123456789abcdef", mark: "account_sid:", problem: "not the id of an account", remedy: "AC"},
	"TextOnly":              {old: `line: {text:`, new: `line: {subject: x, text:`, problem: "line has a text only", remedy: "remove subject"},
	"MailEmpty":             {old: "            text: Come back, {{ member.name }}\n            html_file: mail.html\n", new: "", mark: "          edm:", problem: "the mail is empty", remedy: "html"},
	"TextTwice":             {old: "html_file: mail.html", new: "text_file: mail.html", problem: "given twice", remedy: "keep one"},
	"FeedTwice":             {old: "        platform: file\n        feeds:", new: "        platform: file\n        path: x.csv\n        feeds:", mark: "        feeds:", problem: "has feeds and is a feed itself", remedy: "one more item"},
	"SkipLinesNegative":     {old: "- entity: customers", new: "- entity: customers\n            skip_lines: -1", mark: "skip_lines:", problem: "below zero", remedy: "0 or more"},
	"ConsentsOfNobody":      {old: "- entity: customers\n            path: /srv/customers.jsonl\n            columns: {customer_id: id, email: mail}", new: "- entity: consents\n            path: /srv/consents.jsonl\n            columns: {channel: c, granted: g, at: t, purpose: p}", mark: "columns: {channel", problem: "don't say whose", remedy: "customer_id, email, phone, line_id"},
	"MemoryTooSmall":        {old: "  task_queue: nightly", new: "  task_queue: nightly\nclickhouse: {max_memory: 1023MiB}", mark: "clickhouse:", problem: "at least 1GiB", remedy: "5GiB"},
	"ThreadsNegative":       {old: "  task_queue: nightly", new: "  task_queue: nightly\nclickhouse: {max_threads: -1}", mark: "clickhouse:", problem: "below zero", remedy: "0 or more"},
	"NoDatabase":            {old: "  task_queue: nightly", new: "  task_queue: nightly\nclickhouse: {max_connections: 0}", mark: "clickhouse:", problem: "1 or more", remedy: "leave it out"},
	"HostMissing":           {old: "host: smtp.lumen.example", new: "tls: none", mark: "      edm:", problem: "missing", remedy: "mail server's name"},
	"SMSFromMissing":        {old: "        from: \"+886912345678\"\n", new: "", mark: "      sms:", problem: "missing", remedy: "MG"},
	"SMSAccountMissing":     {old: "        account_sid: AC0123456789abcdef0123456789abcdef\n", new: "", mark: "      sms:", problem: "missing", remedy: "AC"},
	"FeedPathMissing":       {old: "            path: /srv/customers.jsonl\n", new: "", mark: "- entity: customers", problem: "missing", remedy: "a glob"},
	"AudienceOpen":          {old: "audience: {enters: [new]}", new: "audience: {stages: [new]}", mark: "stages: [new]", problem: "it is open whether", remedy: "write enters: [new] for those who entered, or is: [new] for all"},
	"AudienceOpenByWhere":   {old: "audience: {enters: [new]}", new: "audience: {where: revenue > 1}", problem: "it is open when a member qualifies", remedy: "is: [everybody]"},
	"AudienceOlderToo":      {old: "audience: {enters: [new]}", new: "audience: {enters: [new], when: in}", problem: "older spelling", remedy: "remove it"},
	"AudienceTwoMoments":    {old: "audience: {enters: [new]}", new: "audience: {enters: [new], birthday: day}", problem: "has a moment already: enters", remedy: "keep one"},
	"AudienceFrom":          {old: "audience: {enters: [new]}", new: "audience: {is: [new], from: [sleep]}", problem: "enters isn't given", remedy: "write enters"},
	"AudienceDays":          {old: "audience: {enters: [new]}", new: "audience: {days_after: -1}", problem: "-1 is not a number of days from 1", remedy: "write one"},
	"AudienceDue":           {old: "audience: {enters: [new]}", new: "audience: {is: [new], due_in_days: 7}", problem: "due isn't given", remedy: "write due"},
	"AudiencePurchase":      {old: "audience: {enters: [new]}", new: "audience: {days_after: 7, purchase: zeroth}", problem: `"zeroth" is no purchase`, remedy: "last, first"},
	"AudienceExpected":      {old: "audience: {enters: [new]}", new: "audience: {expected_in_days: 4000}", problem: "4000 is not a number of days", remedy: "write one"},
	"AudienceBirthday":      {old: "audience: {enters: [new]}", new: "audience: {birthday: week}", problem: `"week" is not known`, remedy: "day, month"},
	"AudienceEverybodyAnd":  {old: "audience: {enters: [new]}", new: "audience: {is: [everybody, new], where: revenue > 1}", problem: "any stage already", remedy: "is: [everybody]"},
	"AudienceCell":          {old: "audience: {enters: [new]}", new: "audience: {is: [new], rfm_cells: [r6]}", problem: `"r6" is no cell`, remedy: "r5f5"},
	"AudiencePrediction":    {old: "audience: {enters: [new]}", new: "audience: {is: [new], predicted: {luck: {above: 1}}}", problem: "no such prediction", remedy: "p_alive"},
	"AudienceNoBound":       {old: "audience: {enters: [new]}", new: "audience: {is: [new], predicted: {p_alive: {}}}", problem: "it has no bound", remedy: "above, below or top"},
	"AudienceTop":           {old: "audience: {enters: [new]}", new: "audience: {is: [new], predicted: {p_alive: {top: 10}}}", problem: "10 is not a share", remedy: "10 % is 0.1"},
	"AudienceNoNumber":      {old: "audience: {enters: [new]}", new: "audience: {is: [new], predicted: {p_alive: {above: 1, below: 0.5}}}", problem: "no number is both", remedy: "smaller"},
	"AudienceNoGoods":       {old: "audience: {enters: [new]}", new: "audience: {is: [new], bought: {within_days: 9}}", problem: "names no goods", remedy: "products or categories"},
	"AudienceNoEvents":      {old: "audience: {enters: [new]}", new: "audience: {is: [new], did_not: {within_days: 9}}", problem: "names no events", remedy: "add_to_cart"},
	"AudienceEvent":         {old: "audience: {enters: [new]}", new: "audience: {is: [new], did: {events: [add to cart]}}", problem: `"add to cart" is no event`, remedy: "add_to_cart"},
	"AudienceAnswered":      {old: "audience: {enters: [new]}", new: "audience: {is: [new], answered: {campaign: wake}}", problem: `no campaign "wake"`, remedy: "wake-up"},
	"AudienceHow":           {old: "audience: {enters: [new]}", new: "audience: {is: [new], answered: {campaign: wake-up, how: [read]}}", problem: `"read" is not known`, remedy: "opened"},
	"AudienceSegment":       {old: "audience: {enters: [new]}", new: "audience: {enters: [new], segment: \"vips!\"}", problem: `no segment "vips!"`, remedy: "use one of"},
	"SegmentMoment":         {old: "    channels:\n", new: "    segments: {vip: {enters: [new], tags: [a]}}\n    channels:\n", problem: "set of conditions", remedy: "move it to the campaign"},
	"SegmentOfSegment":      {old: "    channels:\n", new: "    segments: {vip: {segment: x, tags: [a]}}\n    channels:\n", problem: "can't hold another one", remedy: "conditions here"},
	"SegmentEverybody":      {old: "    channels:\n", new: "    segments: {vip: {}}\n    channels:\n", problem: "the segment is everybody", remedy: "rfm_classes"},
	"OncePer":               {old: "        approve: true", new: "        approve: true\n        once_per: month", mark: "once_per", problem: `"month" says no time`, remedy: "90d"},
	"OncePerTooLong":        {old: "        approve: true", new: "        approve: true\n        once_per: 9999d", mark: "once_per", problem: "longer than", remedy: "90d"},
	"OnceAndAgain":          {old: "        approve: true", new: "        approve: true\n        once: true\n        once_per: 90d", mark: "once: true", problem: "once_per says when again", remedy: "keep one"},
	"OnADay":                {old: "        approve: true", new: "        approve: true\n        on: [monday]", mark: "on: [monday]", problem: `"monday" is not a day`, remedy: "mon, tue"},
	"PreferredLast":         {old: "channels: [line, edm]", new: "channels: [line, edm, preferred]", problem: "goes before the others", remedy: "first"},
	"PreferredAlone":        {old: "channels: [line, edm]", new: "channels: [preferred]", problem: "has no channel", remedy: "order of preference", follows: 2},
	"VariantAlone":          {old: "        approve: true", new: "        approve: true\n        variants: [{name: a}]", mark: "variants", problem: "tried against nothing", remedy: "second one"},
	"VariantWeight":         {old: "        approve: true", new: "        approve: true\n        variants: [{name: a, weight: 0}, {name: b}]", mark: "weight: 0", problem: "above zero", remedy: "such as 1"},
	"DecideForm":            {old: "        approve: true", new: "        approve: true\n        decide: soon\n        variants: [{name: a}, {name: b}]", mark: "decide: soon", problem: `"soon" names no moment`, remedy: "after 1000 or 2 days"},
	"DecideTwice":           {old: "        approve: true", new: "        approve: true\n        decide: after 10 or 1000\n        variants: [{name: a}, {name: b}]", mark: "decide:", problem: `"1000" is neither a number of members nor a time`, remedy: "or both"},
	"DecideLate":            {old: "        approve: true", new: "        approve: true\n        decide: after 100 days\n        variants: [{name: a}, {name: b}]", mark: "decide:", problem: "longer than 60 days", remedy: "or both"},
	"DecideWithoutVariants": {old: "        approve: true", new: "        approve: true\n        decide: after 2 days", mark: "decide:", problem: "no variants", remedy: "two or more"},
	"BudgetForm":            {old: "        approve: true", new: "        approve: true\n        budget: much", mark: "budget:", problem: `"much" is not an amount above zero`, remedy: "such as 500", follows: 0},
	"BudgetZero":            {old: "        approve: true", new: "        approve: true\n        budget: 0", mark: "budget:", problem: "not an amount above zero", remedy: "such as 500"},
	"BudgetWithoutPrice":    {old: "        approve: true", new: "        approve: true\n        budget: 500", mark: "budget: 500", problem: "what a message on sms costs is not known", remedy: "write price under the brand's channel sms"},
	"VariantWithoutText":    {old: "        templates:\n          sms: {text: \"Hello from ${SHOP_CITY}\"}", new: "        templates: # of b\n          {}\n        variants: [{name: a, templates: {sms: {text: a}}}, {name: b}]", mark: "# of b", problem: "variant b has no template for sms", remedy: "write what it says"},
	"CapOfNothing":          {old: "    channels:\n", new: "    caps: [{at_most: 0, days: 7}]\n    channels:\n", problem: "1 or more", remedy: "1 or more"},
	"CapWithoutDays":        {old: "    channels:\n", new: "    caps: [{at_most: 2}]\n    channels:\n", problem: "0 is not a number of days", remedy: "within how many"},
	"CapChannel":            {old: "    channels:\n", new: "    caps: [{at_most: 2, days: 7, channel: fax}]\n    channels:\n", problem: `"fax" is not known`, remedy: "edm"},
	"QuietClock":            {old: "    channels:\n", new: "    quiet: [{from: 21:00, to: \"24:00\"}]\n    channels:\n", problem: `"24:00" is not a time of day`, remedy: `"21:00"`},
	"QuietWithoutLength":    {old: "    channels:\n", new: "    quiet: [{from: \"09:00\", to: \"09:00\"}]\n    channels:\n", problem: "no length", remedy: "when it ends"},
	"QuietThen":             {old: "    channels:\n", new: "    quiet: [{from: \"21:00\", to: \"09:00\", then: wait}]\n    channels:\n", problem: `"wait" is not known`, remedy: "hold"},
	"HoldoutOfAll":          {old: "    channels:\n", new: "    holdout: 5\n    channels:\n", problem: "is not a share", remedy: "10 % is 0.1"},
	"ApproveWithin":         {old: "        send_at: \"10:00\"", new: "        approve_within: 48h", problem: "nobody has to approve it", remedy: "approve: true"},
	"AttributionDays":       {old: "        approve: true", new: "        approve: true\n        attribution_days: 0", mark: "attribution_days", problem: "1 or more", remedy: "1 or more"},
	"DailyMax":              {old: "        approve: true", new: "        approve: true\n        daily_max: -1", mark: "daily_max", problem: "below zero", remedy: "0 or more"},
	"AudienceUnknown":       {old: "audience: {enters: [new]}", new: "audience: {is: [new], rfm_classes: [new]}", problem: "not known", remedy: "rfm_"},
	"AudienceBroken":        {old: "audience: {enters: [new]}", new: `audience: {is: [new], where: "${"}`, problem: "none is named", remedy: "$${"},
	"LanguageUnknown":       {old: `line: {text:`, new: `line: {languages: {klingonese: {text: a}}, text:`, problem: "\"klingonese\" is not a language", remedy: "zh-TW"},
	"LanguageSubject":       {old: "            subject: We miss you\n", new: "            subject: We miss you\n            languages: {ja: {text: hi}}\n", mark: "            languages:", problem: "missing", remedy: "subject"},
	"LanguageFile":          {old: "            subject: We miss you\n", new: "            subject: We miss you\n            languages: {ja: {subject: hi, html_file: ja.html}}\n", mark: "            languages:", problem: "ja.html can't be read", remedy: "config's folder"},
	"ReturnPath":            {old: "        host: smtp.lumen.example\n", new: "        host: smtp.lumen.example\n        return_path: a+b@lumen.example\n", mark: "        return_path:", problem: "plus sign", remedy: "bounces@shop.tw"},
	"BouncesUsername":       {old: "        host: smtp.lumen.example\n", new: "        host: smtp.lumen.example\n        bounces: {host: imap.lumen.example, password: \"${WOO_KEY}\"}\n", mark: "        bounces:", problem: "missing", remedy: "user name"},
	"BouncesInTheOpen":      {old: "        host: smtp.lumen.example\n", new: "        host: smtp.lumen.example\n        bounces: {host: imap.lumen.example, username: a, password: \"${WOO_KEY}\", tls: none}\n", mark: "        bounces:", problem: "in the open", remedy: "implicit"},
	"BouncesTooOften":       {old: "        host: smtp.lumen.example\n", new: "        host: smtp.lumen.example\n        bounces: {host: imap.lumen.example, username: a, password: \"${WOO_KEY}\", every: 59s}\n", mark: "        bounces:", problem: "shut out", remedy: "1m"},
	"BouncesPort":           {old: "        host: smtp.lumen.example\n", new: "        host: smtp.lumen.example\n        bounces: {host: imap.lumen.example, username: a, password: \"${WOO_KEY}\", port: 0}\n", mark: "        bounces:", problem: "no such port", remedy: "993"},
	"HTMLForLine":           {old: `line: {text:`, new: `line: {html: x, text:`, problem: "line has a text only", remedy: "remove subject"},
	"RegionOfNobody":        {old: "max_joined: 4", new: "region: ZZ", problem: "not a country", remedy: "TW"},
	"HashKeyAlmostLong":     {old: "${HASH_KEY}", new: "${KEY_OF_15}", mark: "  hash_key:", problem: "too short", remedy: "openssl rand"},
	"MedusaToken":           {old: "platform: woocommerce\n        timezone: Asia/Tokyo", new: "platform: medusa\n        timezone: Asia/Tokyo", mark: "- name: tokyo", problem: "missing", remedy: "token_file", follows: 2},
	"VendureWithoutKey":     {old: "platform: woocommerce\n        timezone: Asia/Tokyo", new: "platform: vendure\n        token: ${WOO_KEY}\n        timezone: Asia/Tokyo", mark: "key: ${WOO_KEY}\n        key_secret", problem: "a token is given, too", remedy: "keep the token"},
}

// The values that stand at the very edge of what is allowed.
var edges = map[string][2]string{
	"best hour": {`"10:00"`, "best_hour"}, "another language": {"            subject: We miss you\n", "            subject: We miss you\n            languages: {zh-TW: {subject: hi, html: x}}\n"},
	"a mailbox":  {"        host: smtp.lumen.example\n", "        host: smtp.lumen.example\n        bounces: {host: 127.0.0.1, username: a, password: \"${WOO_KEY}\", tls: none, every: 1m}\n"},
	"no holdout": {"holdout: 0.1", "holdout: 0"}, "holdout of all": {"holdout: 0.1", "holdout: 1"},
	"any failure": {"holdout: 0.1", "pause_at_failure_rate: 0"}, "no failure": {"holdout: 0.1", "pause_at_failure_rate: 1"},
	"first minute": {`"10:00"`, `"00:00"`}, "last minute": {`"10:00"`, `"23:59"`}, "eight in the evening": {`"10:00"`, `"20:00"`},
	"rejects nothing": {"tolerance: 0.001", "rejected: 0"}, "rejects all": {"tolerance: 0.001", "rejected: 1"},
	"no pace": {"per_second: 100", "per_second: 0"}, "no jitter": {"jitter: 5m", "jitter: 0s"}, "long jitter": {"jitter: 5m", "jitter: 23h59m59s"},
	"short catch-up": {"catchup_window: 4h", "catchup_window: 10s"}, "a pair": {"max_joined: 4", "max_joined: 2"},
	"half a day's cycle": {"cycle: 45", "cycle: 0.5"}, "cut at zero": {"orders_cut: 3", "orders_cut: 0"}, "bins from zero": {"[30, 60, 120, 240.5]", "[0, 1, 2, 2.5]"},
	"everybody at risk": {"at_risk: 0.4", "at_risk: 1"}, "fitted each day": {"refit_days: 14", "refit_days: 1"},
	"another rate":   {"rate: 0.2105}", "rate: 0.2105}\n      - {currency: JPY, from: 2026-01-02, rate: 0.0000001}"},
	"another target": {"value: 250000}", "value: 250000}\n      - {metric: revenue, from: 2026-01-02, value: -1}"},
	"last port":      {"username: lumen", "username: lumen\n        port: 65535"}, "first port": {"username: lumen", "username: lumen\n        port: 1"},
	"no reread": {"lookback: 2h", "reread: 0s"}, "no sweep": {"lookback: 2h", "sweep: 0s"}, "a moment's lookback": {"lookback: 2h", "lookback: 1ns"},
	"this machine": {"https://lumen.myshopify.com", "http://127.0.0.1:8080"}, "this machine by name": {"https://lumen.myshopify.com", "http://localhost:8080"},
	"a sender's name": {`"+886912345678"`, "LUMEN SHOP1"}, "a service": {`"+886912345678"`, "MG0123456789abcdef0123456789abcdef"},
	"least memory":        {"  task_queue: nightly", "  task_queue: nightly\nclickhouse: {max_memory: 1GiB, max_threads: 0, max_connections: 1}"},
	"a mail without html": {"            html_file: mail.html\n", ""}, "a mail without text": {"            text: Come back, {{ member.name }}\n", ""},
	"a long name": {"- name: web", "- name: " + strings.Repeat("w", 64)}, "a shortest key": {"${HASH_KEY}", "${KEY_OF_16}"},
	"on Sundays": {`"30 4 * * *"`, `"30 4 * * 0"`}, "at midnight": {`"30 4 * * *"`, `"0 0 * * *"`}, "on the first": {`"30 4 * * *"`, `"59 23 1 * *"`},
	"a Vendure shop by its administrator": {"platform: woocommerce\n        timezone: Asia/Tokyo", "platform: vendure\n        timezone: Asia/Tokyo"},
	"links below metrics":                 {"https://lumen.example/u\n", "https://lumen.example/metrics/u\n"}, "everybody on purpose": {"audience: {enters: [new]}", "audience: {is: [everybody], where: 1 = 1}"},
}

func TestEdges(t *testing.T) {
	full, err := os.ReadFile(filepath.Join("testdata", "full.yaml"))
	require.NoError(t, err)
	for name, change := range edges {
		require.Contains(t, string(full), change[0], name)
		_, err := parse("testdata/x.yaml", []byte(strings.Replace(string(full), change[0], change[1], 1)), lookup)
		require.NoError(t, err, name)
	}
}

// A segment that the file doesn't have may have been saved on the console, unless it is one
// of the file's, mistyped.
func TestSegmentsOfTheConsole(t *testing.T) {
	full, err := os.ReadFile(filepath.Join("testdata", "full.yaml"))
	require.NoError(t, err)
	text := strings.Replace(string(full), "    channels:\n", "    segments: {sleepers: {tags: [a]}}\n    channels:\n", 1)
	with := func(segment string) string {
		return strings.Replace(text, "audience: {enters: [new]}", "audience: {enters: [new], segment: "+segment+"}", 1)
	}
	require.Contains(t, mistakesOf(t, with("sleeper")).Error(), `no segment "sleeper"`)
	for segment, want := range map[string][]string{"sleepers": nil, "vips": {"vips"}} {
		cfg, err := parse("testdata/x.yaml", []byte(with(segment)), lookup)
		require.NoError(t, err)
		var saved []string
		for _, c := range cfg.Brands[0].Campaigns {
			if name := c.Audience.Saved(); name != "" {
				saved = append(saved, name)
			}
		}
		require.Equal(t, want, saved)
	}
}

func TestMistakes(t *testing.T) {
	full, err := os.ReadFile(filepath.Join("testdata", "full.yaml"))
	require.NoError(t, err)
	for name, c := range mistakeCases {
		t.Run(name, func(t *testing.T) {
			require.Contains(t, string(full), c.old)
			text := strings.Replace(string(full), c.old, c.new, 1)
			mistakes := mistakesOf(t, text)
			require.Len(t, mistakes, 1+c.follows, mistakes.Error())
			m := mistakes[0]
			mark := c.mark
			if mark == "" {
				mark, _, _ = strings.Cut(strings.TrimSpace(c.new), "\n")
			}
			line := strings.Count(text[:strings.Index(text, mark)], "\n") + 1
			assert.Equal(t, line, m.Line, m.String())
			assert.Positive(t, m.Column)
			assert.Contains(t, m.Problem, c.problem)
			assert.Contains(t, m.Remedy, c.remedy)
		})
	}
}

func TestMistakesAllAtOnce(t *testing.T) {
	mistakes := mistakesOf(t, `brands:
  - name: Lumen
    timezone: Mars/Base
    shops:
      - name: web
        platform: shopify
        token: secret-shopify-9137
        colour: red
    channels:
      edm: {host: h, from: a@b.tw}
    campaigns:
      - name: c
        channels: [edm]
worker: {listen: x}
`)
	var where []string
	for _, m := range mistakes {
		where = append(where, m.Path)
	}
	assert.Equal(t, []string{
		"privacy.hash_key",
		"brands[0].name",
		"brands[0].currency",
		"brands[0].timezone",
		"brands[0].shops[0].url",
		"brands[0].shops[0].token",
		"brands[0].shops[0].colour",
		"brands[0].channels.edm.unsubscribe_url",
		"brands[0].campaigns[0].audience",
		"brands[0].campaigns[0].templates.edm",
		"worker.listen",
	}, where)
	assert.Contains(t, mistakes.Error(), "x.yaml:7:9: brands[0].shops[0].token: a secret must not stand in the file; write token: ${TOKEN}")
}

// One mistake of a shop, or of a channel, hides none of the others in it.
func TestMistakesHideNoOthers(t *testing.T) {
	mistakes := mistakesOf(t, `brands:
  - name: lumen
    timezone: Asia/Taipei
    currency: TWD
    shops:
      - name: store
        platform: file
        avoid_hours: ["12:00-14:00"]
        requests_per_day: 5
        feeds:
          - {entity: order, path: o.csv, columns: {}}
    channels:
      sms: {provider: smtp, price: free}
`)
	var where []string
	for _, m := range mistakes {
		where = append(where, m.Path)
	}
	assert.Subset(t, where, []string{
		"brands[0].shops[0].avoid_hours", "brands[0].shops[0].requests_per_day", "brands[0].shops[0].feeds[0].entity",
		"brands[0].channels.sms.provider", "brands[0].channels.sms.price",
	})
}

func TestMistakesOfSyntax(t *testing.T) {
	for name, text := range map[string]string{
		"Unclosed":  "brands: [\n  {name: \"secret-shopify-9137\n",
		"Indent":    "brands:\n  - name: a\n token: secret-shopify-9137\n",
		"CronStar":  "brands:\n  - schedule:\n      cron: * 4 * * *\n",
		"Empty":     "\n# nothing\n",
		"TwoDocs":   "brands: []\n---\nbrands: []\n",
		"NotAMap":   "- a\n",
		"SelfAlias": "brands: &a [*a]\n",
	} {
		t.Run(name, func(t *testing.T) { assert.NotEmpty(t, mistakesOf(t, text)) })
	}
}
