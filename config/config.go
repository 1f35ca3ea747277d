package config

import (
	"time"

	"regulars"
	"regulars/config/adlist"
	"regulars/config/audience"
	"regulars/config/coupon"
	"regulars/config/days"
	"regulars/config/decision"
	"regulars/config/journey"
	"regulars/config/notify"
	"regulars/config/oidc"
	"regulars/config/operation"
	"regulars/config/rate"
	"regulars/config/template"
)

// Config is the whole of regulars.yaml.
type Config struct {
	Brands  []Brand `yaml:"brands"`  // whose members the buyers are; at least one
	Privacy Privacy `yaml:"privacy"` // the keys that protect members
	Worker  Worker  `yaml:"worker"`  // the worker process
	Reports Reports `yaml:"reports"` // where the nights leave their reports
	Console Console `yaml:"console"` // the web console; off without users

	ClickHouse ClickHouse `yaml:"clickhouse"` // what may be taken of the database

	Path string `yaml:"-"` // the file it came from; relative paths in it start there

	reader *reader // knows where each key stands; nil where no file was read
}

// Brand is whose members these are.
type Brand struct {
	Name     string `yaml:"name"`     // letters, digits, - and _; part of workflow ids
	Timezone string `yaml:"timezone"` // IANA name, such as Asia/Taipei
	Currency string `yaml:"currency"` // ISO 4217, such as TWD; all numbers are in it
	Language string `yaml:"language"` // of its reports and exports; default en

	Schedule   Schedule            `yaml:"schedule"`       // when the night runs
	Between    time.Duration       `yaml:"between_nights"` // how often journeys with events and waits of hours go on between the nights, such as 1h; from 5m; default not at all
	Shops      []Shop              `yaml:"shops"`          // where the brand sells; at least one
	Rates      []Rate              `yaml:"rates"`          // for shops in another currency
	RatesFile  string              `yaml:"rates_file"`     // more of them: CSV with the header currency,from,rate
	Identity   Identity            `yaml:"identity"`       // which identifiers join people
	Lifecycle  Lifecycle           `yaml:"lifecycle"`      // the rules of the stages
	RFM        RFM                 `yaml:"rfm"`            // the cuts of the classes and the bins of the scores
	Tiers      []Tier              `yaml:"tiers"`          // of membership, in the order of their spend
	Prediction Prediction          `yaml:"prediction"`     // the rules of the models
	Reconcile  Reconcile           `yaml:"reconcile"`      // how far counts may differ before campaigns are held
	Targets    []Target            `yaml:"targets"`        // wanted values of metrics
	Margin     float64             `yaml:"margin"`         // share 0..1 of net revenue that is left after the goods; `campaign suggest` asks for it; 0 (default): not known
	Channels   map[string]*Channel `yaml:"channels"`       // the providers' accounts, by channel
	Campaigns  []Campaign          `yaml:"campaigns"`      // what the members of an audience are sent
	Journeys   []journey.Journey   `yaml:"journeys"`       // paths of campaigns that members walk
	AdLists    []adlist.List       `yaml:"ad_lists"`       // customer lists of ad platforms, onto which steps of journeys put members
	CatchUp    string              `yaml:"catch_up"`       // send or skip (default): what campaigns do that don't say it themselves
	Segments   map[string]Audience `yaml:"segments"`       // saved conditions, which audiences name
	Caps       []Cap               `yaml:"caps"`           // how many messages of all campaigns a member may get
	Quiet      []QuietHours        `yaml:"quiet"`          // times of day at which nothing goes; asked before every batch
	Clocks     string              `yaml:"clocks"`         // by whose clocks send_at and quiet count: brand (default), or member: those of the country, and area, of their phone
	Holdout    float64             `yaml:"holdout"`        // share 0..1 of the members who get no campaign, ever; default 0
	Events     Events              `yaml:"events"`         // who may report behaviour to the worker
	Notify     notify.Notify       `yaml:"notify"`         // who of the brand hears of what waits, fails or is late

	Zone    *time.Location `yaml:"-"` // of Timezone
	HashKey Secret         `yaml:"-"` // privacy.hash_key
}

// Schedule says when the night runs.
type Schedule struct {
	Cron          string        `yaml:"cron"`           // five fields, read by robfig/cron; "30 4 * * *"
	Timezone      string        `yaml:"timezone"`       // default the brand's
	Overlap       string        `yaml:"overlap"`        // what becomes of a night that is due while one runs: skip (default) or buffer_one
	CatchupWindow time.Duration `yaml:"catchup_window"` // how late a missed night still starts; default 6h, at least 10s
	Jitter        time.Duration `yaml:"jitter"`         // by how much a start may be late, at random; default 0, below 24h

	Zone *time.Location `yaml:"-"`
}

// Shop is one connection to one platform, or one file feed.
type Shop struct {
	Name            string `yaml:"name"`              // a-z, 0-9, - and _; part of scopes and ids
	Platform        string `yaml:"platform"`          // shopify, woocommerce, medusa, vendure, shopline (Taiwan, Hong Kong), shopline-global (myshopline.com), cyberbiz, easystore, 91app, file
	Kind            string `yaml:"kind"`              // online (default) or offline
	Timezone        string `yaml:"timezone"`          // for times without a zone; default the brand's
	Currency        string `yaml:"currency"`          // default the brand's
	CountsWhen      string `yaml:"counts_when"`       // placed, paid (default) or fulfilled
	CountZeroTotals bool   `yaml:"count_zero_totals"` // orders with a total of zero count as purchases, too; default false
	CountGiftCards  bool   `yaml:"count_gift_cards"`  // the sale of a gift card counts, too, not only what is paid with it; default false
	// Statuses say what the shop's own status words mean. An order with a word that nobody mapped doesn't count.
	Statuses          map[string]string `yaml:"statuses"`
	Lookback          time.Duration     `yaml:"lookback"`            // how far back each pull reads again what changed; default 1h, above zero
	Reread            time.Duration     `yaml:"reread"`              // how far back what updated_at misses is read again; default 720h
	Sweep             time.Duration     `yaml:"sweep"`               // how often all ids of the shop are compared with what is stored; default 168h, 0 only where totals differ
	RequestsPerSecond float64           `yaml:"requests_per_second"` // the pace of requests; default the platform's
	RequestsPerDay    int               `yaml:"requests_per_day"`    // requests at most in a day of timezone, over all workers; what is left waits for the next day; default 0: no bound
	AvoidHours        []string          `yaml:"avoid_hours"`         // hours of every day, by timezone, at which the shop is not asked, such as "12:00-14:00"; default none
	LineProvider      string            `yaml:"line_provider"`       // LINE user ids are unique per provider only
	AlsoPull          []string          `yaml:"also_pull"`           // next to orders and customers: products (every platform but 91app) with page, picture and price, checkouts (shopify, shopline-global, easystore, vendure) that were abandoned, as events

	URL       string `yaml:"url"`        // shopify: https://x.myshopify.com; woocommerce: https://site; medusa and vendure: the server's, without /admin or /admin-api; shopline-global: https://x.myshopline.com; easystore: https://x.easy.co; the platform's API where absent for shopline, cyberbiz and 91app
	Version   string `yaml:"version"`    // of shopify's API, such as 2026-10, or of shopline-global's, such as v20260301; the one that the queries were written for where absent
	Token     Secret `yaml:"token"`      // access token of shopify, shopline, shopline-global, cyberbiz and easystore, medusa secret API key (sk_…), vendure API key; token_file reads it from a file
	Handle    string `yaml:"handle"`     // shopline: the shop's handle, which the API wants as User-Agent
	ShopID    int    `yaml:"shop_id"`    // 91app: the shop's number in the back office
	Key       Secret `yaml:"key"`        // woocommerce consumer key; 91app API key; vendure: the name of an administrator, where no token is given
	KeySecret Secret `yaml:"key_secret"` // woocommerce consumer secret; vendure: the administrator's password

	// WebhookKey signs the shop's webhooks, which say at once that an order or a customer changed (POST /hints/BRAND/SHOP): the app's secret, for woocommerce the webhook's.
	WebhookKey Secret `yaml:"webhook_key"`

	Feeds []Feed           `yaml:"feeds"` // platform file: several feeds of one shop …
	Feed  `yaml:",inline"` // … or the one feed written directly in the shop

	Zone  *time.Location `yaml:"-"`
	Avoid []days.Hours   `yaml:"-"` // of avoid_hours
}

// Feed is one file feed of a file shop. The format of the keys is a contract. How a
// file is written (encoding, delimiter, dates, numbers …) is declared, or found out
// where the whole file admits one reading.
type Feed struct {
	Preset    string `yaml:"preset"`     // a ready-made feed, such as shopify-orders: it gives every key that isn't written
	Entity    string `yaml:"entity"`     // orders (default), customers, products, events, costs, consents
	Path      string `yaml:"path"`       // local path or glob, s3://, https:// or sftp://
	Format    string `yaml:"format"`     // csv, json, xlsx, parquet, words, or a format of ClickHouse; from the name when absent
	Structure string `yaml:"structure"`  // names and types of the columns as ClickHouse writes them, for files without a header
	SkipLines int    `yaml:"skip_lines"` // lines above the header, or above the rows; default 0

	Encoding  string `yaml:"encoding"`  // utf-8, big5, gbk, shift-jis, utf-16, windows-1252 …
	Delimiter string `yaml:"delimiter"` // , ; | or tab
	Quote     string `yaml:"quote"`     // the sign around cells: ", ' or none; " where absent
	Header    *bool  `yaml:"header"`    // whether the first row names the columns; default true
	Sheet     string `yaml:"sheet"`     // of a workbook; the first where absent

	Dates    Words           `yaml:"dates"`    // ymd, mdy, dmy, roc, serial, epoch, epoch_ms or a layout such as %d/%m/%y
	Numbers  Words           `yaml:"numbers"`  // how 1234.50 is written: 1,234.50 or 1.234,50 …
	Booleans map[string]bool `yaml:"booleans"` // further words of flags

	Grain string `yaml:"grain"` // what a row of orders is: line or order; empty: order, unless an id repeats with other contents, which is refused

	// OrderCells is where the cells of an order with several rows stand: first_row or
	// every_row; empty: as the files show.
	OrderCells string `yaml:"order_cells"`
	// OnRepeat is what becomes of an order that stands in several files, or rows, with
	// other contents: newest, sum or refuse; empty: by updated_at, else refuse.
	OnRepeat string `yaml:"on_repeat"`

	Where   string            `yaml:"where"`   // a ClickHouse predicate over the file's columns; rows that don't meet it are left out
	Columns map[string]string `yaml:"columns"` // what each column of the entity is made of: a column of the file, a 'literal', ids joined by +, or a ClickHouse expression
}

// Rate is a dated exchange rate.
type Rate = rate.Rate

// Identity says which identifiers join people.
type Identity struct {
	Deny      []string `yaml:"deny"`       // placeholders: a cashier's phone, a shop's own mail
	MaxJoined int      `yaml:"max_joined"` // an identifier that joins more people than this is quarantined; default 5
	Region    string   `yaml:"region"`     // for phone numbers without a country code; default TW
}

// Lifecycle holds the rules of the stages.
type Lifecycle struct {
	Cycle        string `yaml:"cycle"`         // the repurchase cycle: auto (default) or a number of days
	FallbackDays int    `yaml:"fallback_days"` // the cycle, in days, where too few gaps are known; default 30
	MinGaps      int    `yaml:"min_gaps"`      // how many gaps between purchases a cycle is taken from; default 30
	Overlap      string `yaml:"overlap"`       // what decides where stages overlap: recent (default) or history
}

// RFM holds the cuts of the classes and the bins of the scores.
type RFM struct {
	WindowDays int    `yaml:"window_days"` // how many days back purchases count; 0 (default): all
	Monetary   string `yaml:"monetary"`    // what of a member's money is compared: total (default) or average
	RecencyCut string `yaml:"recency_cut"` // where recency begins to be high, in days: mean (default), median or a number
	OrdersCut  string `yaml:"orders_cut"`  // likewise of the number of orders
	MoneyCut   string `yaml:"money_cut"`   // likewise of money, in the brand's currency

	// Where the scores 1 to 5 meet: four ascending numbers; default by quintile.
	RecencyBins []float64 `yaml:"recency_bins"` // days; up to the first is a 5
	OrdersBins  []float64 `yaml:"orders_bins"`  // from the first on it is a 2
	MoneyBins   []float64 `yaml:"money_bins"`   // likewise, in the brand's currency
}

// Tier is a tier of membership: who spends as much within 365 days, as of any
// date, has reached it.
type Tier struct {
	Name  string  `yaml:"name"`  // a-z, 0-9, - and _
	Spend float64 `yaml:"spend"` // net revenue in the brand's currency
}

// Prediction holds the rules of the models.
type Prediction struct {
	AtRisk    float64 `yaml:"at_risk"`    // who is less likely to be alive is at risk; default 0.5
	RefitDays int     `yaml:"refit_days"` // how long a fit holds; default 7
}

// Reconcile says how far the counts of a shop may differ before campaigns are held.
type Reconcile struct {
	Tolerance float64  `yaml:"tolerance"` // share of the platform's count; default 0
	Rejected  *float64 `yaml:"rejected"`  // share of a pull's records that may be rejected; default 0.01
}

// RejectedShare returns how large a share of a pull's records may be rejected
// before campaigns are held.
func (r Reconcile) RejectedShare() float64 {
	if r.Rejected == nil {
		return defaultRejected
	}
	return *r.Rejected
}

// Target is a wanted value of a metric.
type Target struct {
	Metric string  `yaml:"metric"` // as the kpi table names it, such as revenue
	Window string  `yaml:"window"` // of the metric; default day
	Scope  string  `yaml:"scope"`  // such as shop:web; default brand
	From   string  `yaml:"from"`   // the first date it holds on; always where absent
	Value  float64 `yaml:"value"`  // what is wanted, in the metric's unit; a ratio as 0.25
}

// Channel is one provider account.
type Channel struct {
	Provider  string  `yaml:"provider"`   // edm: smtp, ses, sendgrid, mailgun or resend; sms: twilio, mitake or every8d; line: line
	PerSecond float64 `yaml:"per_second"` // pace of the account, in requests; default the provider's
	Price     string  `yaml:"price"`      // of one message, or of one segment of an SMS, in the brand's currency; not known where absent

	// smtp, and of every mail: from, connections, unsubscribe_url, unsubscribe_mail, dkim_selector

	Host            string `yaml:"host"`             // the mail server's name
	Port            int    `yaml:"port"`             // 587 (starttls), 465 (implicit) or 25 (none) where absent
	Username        string `yaml:"username"`         // smtp: where the mail server asks for one; mitake, every8d: the account's
	Password        Secret `yaml:"password"`         // of the user name
	TLS             string `yaml:"tls"`              // of the mail server: starttls (default), implicit, none (loopback only)
	From            string `yaml:"from"`             // mail: "Shop <news@shop.tw>"; sms: number or messaging service id (MG…)
	Connections     int    `yaml:"connections"`      // to the mail server at once, default 4; or requests at once of each block that is sent, default 16
	UnsubscribeURL  string `yaml:"unsubscribe_url"`  // https base (http on this machine); the worker answers its path
	UnsubscribeMail string `yaml:"unsubscribe_mail"` // an address that takes the wish to unsubscribe
	DKIMSelector    string `yaml:"dkim_selector"`    // mail: under which the domain's key stands in DNS, such as s1; check looks it up

	// ses

	Region           string `yaml:"region"`            // ses: of the account, such as ap-northeast-1
	AccessKeyID      string `yaml:"access_key_id"`     // ses: of a user who may send
	SecretAccessKey  Secret `yaml:"secret_access_key"` // ses: the key's secret
	ConfigurationSet string `yaml:"configuration_set"` // ses: by which its events come back

	// sendgrid, mailgun, resend

	APIKey Secret `yaml:"api_key"` // sendgrid, mailgun, resend: the account's key
	Domain string `yaml:"domain"`  // mailgun: the sending domain

	// twilio

	AccountSID string `yaml:"account_sid"` // twilio: the account's id (AC…)
	AuthToken  Secret `yaml:"auth_token"`  // twilio: the account's token

	// line

	ChannelToken Secret `yaml:"channel_token"` // line: the channel's access token

	Endpoint string `yaml:"endpoint"` // another base address: of the EU, of a contract (mitake, every8d), or for the sandbox and for tests

	TrackURL string  `yaml:"track_url"` // https base (http on this machine) of the links and the picture that count clicks and opens; the worker answers below its path; links stay as they are where absent
	Answers  Answers `yaml:"answers"`   // by what the worker knows the provider's webhooks

	ReturnPath string `yaml:"return_path"` // smtp: an address below which each message gets one of its own, such as bounces@shop.tw (bounces+…@shop.tw, which the server must take), by which a bounce finds it; default from, for all
	ReturnKey  Secret `yaml:"-"`           // privacy.hash_key, by which such addresses are proved

	Bounces Bounces `yaml:"bounces"` // smtp: the mailbox that delivery reports come to, read by IMAP

	Callback Secret `yaml:"-"` // where the provider of an SMS is to say what became of it; empty without worker.public_url
}

// Bounces is a mailbox that delivery reports come to: that of the envelope's sender.
type Bounces struct {
	Host     string        `yaml:"host"`     // the IMAP server's name; empty: no mailbox is read
	Port     int           `yaml:"port"`     // 993 (implicit) or 143 where absent
	TLS      string        `yaml:"tls"`      // implicit (default), starttls, none (loopback only)
	Username string        `yaml:"username"` // of the mailbox
	Password Secret        `yaml:"password"` // of the user name
	Folder   string        `yaml:"folder"`   // which folder; default INBOX
	Every    time.Duration `yaml:"every"`    // how often it is looked into; default 5m, at least 1m
}

// Answers says by what the worker knows that a webhook is the provider's.
type Answers struct {
	Key   Secret `yaml:"key"`   // line: channel secret; sendgrid: verification key; mailgun: webhook signing key; resend: signing secret; smtp, mitake: one of your own; twilio needs none
	Topic string `yaml:"topic"` // ses: the ARN of the SNS topic
}

// Events says who may report behaviour of the brand's visitors and members to the
// worker (POST /events).
type Events struct {
	Key       Secret `yaml:"key"`        // of the shop's own server: any type, of anybody
	PublicKey string `yaml:"public_key"` // stands in the shop's pages: page views, product views, carts and checkouts only
	Shop      string `yaml:"shop"`       // where they happen; needed where the brand has several shops
}

// Campaign is what the members of an audience are sent.
type Campaign struct {
	Name                 string              `yaml:"name"`                    // a-z, 0-9, - and _
	Audience             Audience            `yaml:"audience"`                // whom it addresses
	Priority             int                 `yaml:"priority"`                // where caps over all let a member get only one of a night's messages, the campaign with the greatest goes first; default 0, and of a journey's step the journey's
	Once                 bool                `yaml:"once"`                    // a member gets it once, ever; so it is where once_per isn't given, too
	OncePer              string              `yaml:"once_per"`                // when it may reach a member again: after 90d, in another stage, purchase or year
	On                   []string            `yaml:"on"`                      // days on which it goes: mon … sun, or dates such as 2026-12-24; empty: every day
	Channels             []string            `yaml:"channels"`                // in order of preference; the first that can reach the member is used. preferred, first: the one that the member answers on
	Purpose              string              `yaml:"purpose"`                 // the consent it needs; default marketing
	SendAt               string              `yaml:"send_at"`                 // "10:00" by the clocks that count (clocks) on the day after the business date, or best_hour: each member at their own best hour; empty: at once
	Approve              bool                `yaml:"approve"`                 // wait for a person; default false
	ApproveWithin        time.Duration       `yaml:"approve_within"`          // cancelled when nobody approves it for so long; 0 (default): it waits
	Holdout              float64             `yaml:"holdout"`                 // share 0..1 kept out, by a hash salted per campaign; default 0
	DailyMax             int                 `yaml:"daily_max"`               // messages of one night at most; 0 (default): no bound
	Budget               string              `yaml:"budget"`                  // what one night's messages may cost, in the brand's currency, by the channels' prices; empty: no bound
	Coupons              coupon.Coupons      `yaml:"coupons"`                 // codes of which each member gets one
	OpenTickets          bool                `yaml:"open_tickets"`            // also goes to members with an open ticket; default false
	AttributionDays      int                 `yaml:"attribution_days"`        // a purchase up to so many days after it may be owed to it; default 7
	CatchUp              string              `yaml:"catch_up"`                // send or skip who qualified on dates without a night; default the brand's
	Paused               bool                `yaml:"paused"`                  // nothing is planned or sent; default false
	PauseAtFailureRate   float64             `yaml:"pause_at_failure_rate"`   // share of failed messages that pauses it; default 0.2, after 20 messages
	PauseAtComplaintRate float64             `yaml:"pause_at_complaint_rate"` // share of messages reported as spam that pauses it while it is sent; default 0.003, from the third complaint on
	Templates            map[string]Template `yaml:"templates"`               // what it says, in Liquid, by channel
	Variants             []Variant           `yaml:"variants"`                // texts that are tried against each other; a member gets one of them, by a hash salted per campaign
	Decide               string              `yaml:"decide"`                  // when the rest is given to the better variant: after 1000 or 2 days; empty: never

	Repetition audience.Repetition `yaml:"-"` // of once and once_per
	Decision   decision.Rule       `yaml:"-"` // of decide
	Spending   regulars.Money      `yaml:"-"` // of budget; 0: no bound
}

// Audience says whom a campaign addresses; see package audience.
type Audience = audience.Audience

// Variant is one of several texts of a campaign.
type Variant struct {
	Name      string              `yaml:"name"`      // a-z, 0-9, - and _
	Weight    float64             `yaml:"weight"`    // of all weights, its share of the members; default 1
	Templates map[string]Template `yaml:"templates"` // what it says, by channel; the campaign's where a channel is missing
}

// QuietHours are times of day, by the clocks that count (clocks), at which channels carry nothing.
type QuietHours struct {
	From     string   `yaml:"from"`     // such as "21:00"
	To       string   `yaml:"to"`       // such as "09:00"; before from, it is on the day after
	Channels []string `yaml:"channels"` // those that are quiet; empty: all
	Then     string   `yaml:"then"`     // hold (default): what is left waits for the end; skip: it doesn't go
}

// Cap bounds how many messages of all campaigns a member gets.
type Cap struct {
	AtMost  int    `yaml:"at_most"` // so many messages
	Days    int    `yaml:"days"`    // within so many business dates
	Channel string `yaml:"channel"` // counting this channel only; empty: all
}

// Template is the text of a campaign on one channel; see package template.
type Template = template.Template

// Privacy holds the keys that protect members.
type Privacy struct {
	HashKey    Secret `yaml:"hash_key"`    // keys the ids of members and the hashes of addresses; keep it as it is; needed to send
	PayloadKey Secret `yaml:"payload_key"` // encrypts Temporal payloads when set

	PayloadKeyOther Secret `yaml:"payload_key_other"` // reads Temporal payloads, too, while payload_key changes: docs/operations.md

	RawDays int `yaml:"raw_days"` // days for which orders, customers, products and carts are kept as the platform gave them, next to what was read of them; default 0: for ever
}

// Worker tunes the worker process; see package operation.
type Worker = operation.Worker

// ClickHouse bounds what the nights and the command line take of the database.
type ClickHouse struct {
	MaxMemory      Bytes `yaml:"max_memory"`      // of one query, such as 5GiB (default); at least 1GiB
	MaxThreads     int   `yaml:"max_threads"`     // of one query; 0 (default): as many as the server has cores
	MaxConnections int   `yaml:"max_connections"` // of one process; default 8
}

// Reports says where the nights leave their reports, which hold masked names
// and the brand's numbers.
type Reports struct {
	Dir string `yaml:"dir"` // the worker's; default .local/reports where it was started
}

// Console is the web console, which a worker serves at an address of its own. Nobody can
// sign in where it has no users, so it is off then.
type Console struct {
	Listen         string        `yaml:"listen"`          // its address; default 127.0.0.1:8090
	PublicURL      string        `yaml:"public_url"`      // https base by which browsers reach it through a proxy that speaks TLS
	Certificate    string        `yaml:"certificate"`     // a PEM file, where the worker speaks TLS itself
	CertificateKey string        `yaml:"certificate_key"` // its key's PEM file
	Session        time.Duration `yaml:"session"`         // how long a sign-in lasts; default 12h, at least 5m
	Users          []ConsoleUser `yaml:"users"`           // who may sign in by a password
	OIDC           oidc.OIDC     `yaml:"oidc"`            // the server by whose word others may, by OpenID Connect
}

// On reports whether the config asks for a console.
func (c Console) On() bool { return len(c.Users) > 0 || c.OIDC.On() }

// ConsoleUser is a person who may sign in.
type ConsoleUser struct {
	Name     string   `yaml:"name"`     // a-z, 0-9, - and _; stands next to what they decide
	Password Secret   `yaml:"password"` // not the password but its argon2id hash, as `starter console password` prints it
	Role     string   `yaml:"role"`     // look: numbers, names masked; approve: campaigns too; edit: also segments, exports and campaigns; operate: also stop and resume all
	Brands   []string `yaml:"brands"`   // which they see; default the only one
}
