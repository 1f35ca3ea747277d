package config

import "time"

// Config is the whole of regulars.yaml.
type Config struct {
	Brands  []Brand `yaml:"brands"`
	Privacy Privacy `yaml:"privacy"`
	Worker  Worker  `yaml:"worker"`
	Reports Reports `yaml:"reports"`

	ClickHouse ClickHouse `yaml:"clickhouse"`

	Path string `yaml:"-"` // the file it came from; relative paths in it start there

	reader *reader // knows where each key stands; nil where no file was read
}

// Brand is whose members these are.
type Brand struct {
	Name     string `yaml:"name"`     // letters, digits, - and _; part of workflow ids
	Timezone string `yaml:"timezone"` // IANA name
	Currency string `yaml:"currency"` // ISO 4217
	Language string `yaml:"language"` // of its reports: en (default) or zh-Hant

	Schedule   Schedule            `yaml:"schedule"`
	Shops      []Shop              `yaml:"shops"`
	Rates      []Rate              `yaml:"rates"`      // for shops in another currency
	RatesFile  string              `yaml:"rates_file"` // more of them: CSV with the header currency,from,rate
	Identity   Identity            `yaml:"identity"`
	Lifecycle  Lifecycle           `yaml:"lifecycle"`
	RFM        RFM                 `yaml:"rfm"`
	Tiers      []Tier              `yaml:"tiers"` // of membership, in the order of their spend
	Prediction Prediction          `yaml:"prediction"`
	Reconcile  Reconcile           `yaml:"reconcile"`
	Targets    []Target            `yaml:"targets"`
	Channels   map[string]*Channel `yaml:"channels"` // keys: edm, sms, line
	Campaigns  []Campaign          `yaml:"campaigns"`
	CatchUp    string              `yaml:"catch_up"` // send or skip (default): what campaigns do that don't say it themselves

	Zone    *time.Location `yaml:"-"` // of Timezone
	HashKey Secret         `yaml:"-"` // privacy.hash_key
}

// Schedule says when the night runs.
type Schedule struct {
	Cron          string        `yaml:"cron"`           // five fields, read by robfig/cron; "30 4 * * *"
	Timezone      string        `yaml:"timezone"`       // default the brand's
	Overlap       string        `yaml:"overlap"`        // skip (default) or buffer_one
	CatchupWindow time.Duration `yaml:"catchup_window"` // default 6h
	Jitter        time.Duration `yaml:"jitter"`         // default 0

	Zone *time.Location `yaml:"-"`
}

// Shop is one connection to one platform, or one file feed.
type Shop struct {
	Name            string `yaml:"name"`
	Platform        string `yaml:"platform"`    // shopify, woocommerce, file
	Kind            string `yaml:"kind"`        // online (default) or offline
	Timezone        string `yaml:"timezone"`    // for times without a zone; default the brand's
	Currency        string `yaml:"currency"`    // default the brand's
	CountsWhen      string `yaml:"counts_when"` // placed, paid (default) or fulfilled
	CountZeroTotals bool   `yaml:"count_zero_totals"`
	CountGiftCards  bool   `yaml:"count_gift_cards"` // the sale of a gift card, too, not only what is paid with it
	// Statuses say what the shop's own status words mean: open, unpaid, paid, fulfilled,
	// cancelled, refunded or test. An order with a word that nobody mapped doesn't count.
	Statuses          map[string]string `yaml:"statuses"`
	Lookback          time.Duration     `yaml:"lookback"`            // default 1h, above zero
	Reread            time.Duration     `yaml:"reread"`              // how far back what updated_at misses is read again; default 720h
	Sweep             time.Duration     `yaml:"sweep"`               // how often all ids of the shop are compared with what is stored; default 168h, 0 only where totals differ
	RequestsPerSecond float64           `yaml:"requests_per_second"` // default the platform's
	LineProvider      string            `yaml:"line_provider"`       // LINE user ids are unique per provider only

	URL       string `yaml:"url"`        // shopify: https://x.myshopify.com; woocommerce: https://site
	Version   string `yaml:"version"`    // shopify API version, 2026-10
	Token     Secret `yaml:"token"`      // shopify access token; token_file reads it from a file
	Key       Secret `yaml:"key"`        // woocommerce consumer key
	KeySecret Secret `yaml:"key_secret"` // woocommerce consumer secret

	Feeds []Feed           `yaml:"feeds"` // platform file: several feeds of one shop …
	Feed  `yaml:",inline"` // … or the one feed written directly in the shop

	Zone *time.Location `yaml:"-"`
}

// Feed is one file feed of a file shop. The format of the keys is a contract. How a
// file is written (encoding, delimiter, dates, numbers …) is declared, or found out
// where the whole file admits one reading.
type Feed struct {
	Preset    string `yaml:"preset"` // a ready-made feed, such as shopify-orders: it gives every key that isn't written
	Entity    string `yaml:"entity"` // orders (default), customers, products, events, costs, consents
	Path      string `yaml:"path"`   // local path or glob, s3://, https:// or sftp://
	Format    string `yaml:"format"` // csv, json, xlsx, parquet, words, or a format of ClickHouse; from the name when absent
	Structure string `yaml:"structure"`
	SkipLines int    `yaml:"skip_lines"`

	Encoding  string `yaml:"encoding"`  // utf-8, big5, gbk, shift-jis, utf-16, windows-1252 …
	Delimiter string `yaml:"delimiter"` // , ; | or tab
	Quote     string `yaml:"quote"`     // " (default), ' or none
	Header    *bool  `yaml:"header"`    // whether the first row names the columns; default true
	Sheet     string `yaml:"sheet"`     // of a workbook

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

	Where   string            `yaml:"where"`
	Columns map[string]string `yaml:"columns"`
}

// Words is a word for all columns of a feed, or one for each.
type Words map[string]string

// Of returns the word of a column; empty where none is given.
func (w Words) Of(column string) string {
	if word, given := w[column]; given {
		return word
	}
	return w[""]
}

// Rate is a dated exchange rate: one unit of Currency is Rate units of the
// brand's currency from the date on.
type Rate struct {
	Currency string `yaml:"currency"`
	From     string `yaml:"from"`
	Rate     string `yaml:"rate"` // a decimal
}

// Identity says which identifiers join people.
type Identity struct {
	Deny      []string `yaml:"deny"`       // placeholders: a cashier's phone, a shop's own mail
	MaxJoined int      `yaml:"max_joined"` // an identifier that joins more people than this is quarantined; default 5
	Region    string   `yaml:"region"`     // for phone numbers without a country code; default TW
}

// Lifecycle holds the rules of the stages.
type Lifecycle struct {
	Cycle        string `yaml:"cycle"`         // auto (default) or a number of days
	FallbackDays int    `yaml:"fallback_days"` // default 30
	MinGaps      int    `yaml:"min_gaps"`      // default 30
	Overlap      string `yaml:"overlap"`       // recent (default) or history
}

// RFM holds the cuts of the classes and the bins of the scores.
type RFM struct {
	WindowDays int    `yaml:"window_days"` // 0 (default): all
	Monetary   string `yaml:"monetary"`    // total (default) or average
	RecencyCut string `yaml:"recency_cut"` // mean (default), median or a number
	OrdersCut  string `yaml:"orders_cut"`
	MoneyCut   string `yaml:"money_cut"`

	// Where the scores 1 to 5 meet: four ascending numbers; default by quintile.
	RecencyBins []float64 `yaml:"recency_bins"` // days; up to the first is a 5
	OrdersBins  []float64 `yaml:"orders_bins"`  // from the first on it is a 2
	MoneyBins   []float64 `yaml:"money_bins"`
}

// Tier is a tier of membership: who spends as much within 365 days, as of any
// date, has reached it.
type Tier struct {
	Name  string  `yaml:"name"`
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
	Metric string  `yaml:"metric"`
	Window string  `yaml:"window"` // default day
	Scope  string  `yaml:"scope"`  // default brand
	From   string  `yaml:"from"`   // first date it holds on; default always
	Value  float64 `yaml:"value"`
}

// Channel is one provider account.
type Channel struct {
	Provider  string  `yaml:"provider"`   // edm: smtp; sms: twilio; line: line
	PerSecond float64 `yaml:"per_second"` // pace of the account; default the provider's

	// smtp
	Host            string `yaml:"host"`
	Port            int    `yaml:"port"`
	Username        string `yaml:"username"`
	Password        Secret `yaml:"password"`
	TLS             string `yaml:"tls"`             // starttls (default), implicit, none (loopback only)
	From            string `yaml:"from"`            // mail: "Shop <news@shop.tw>"; sms: number or messaging service id (MG…)
	Connections     int    `yaml:"connections"`     // default 4
	UnsubscribeURL  string `yaml:"unsubscribe_url"` // https base (http on this machine); the worker answers its path
	UnsubscribeMail string `yaml:"unsubscribe_mail"`

	// twilio
	AccountSID string `yaml:"account_sid"`
	AuthToken  Secret `yaml:"auth_token"`

	// line
	ChannelToken Secret `yaml:"channel_token"`

	Endpoint string `yaml:"endpoint"` // another base address, for the sandbox and for tests
}

// Campaign is what a lifecycle stage is sent.
type Campaign struct {
	Name               string              `yaml:"name"`
	Audience           Audience            `yaml:"audience"`
	Channels           []string            `yaml:"channels"` // in order of preference; the first that can reach the member is used
	Purpose            string              `yaml:"purpose"`  // the consent it needs; default marketing
	SendAt             string              `yaml:"send_at"`  // "10:00" in the brand's zone on the day after the business date; empty: at once
	Approve            bool                `yaml:"approve"`  // wait for a person
	Holdout            float64             `yaml:"holdout"`  // share 0..1 kept out, by a hash salted per campaign
	CatchUp            string              `yaml:"catch_up"` // send or skip who entered on dates without a night; default the brand's
	Paused             bool                `yaml:"paused"`
	PauseAtFailureRate float64             `yaml:"pause_at_failure_rate"` // default 0.2, after 20 messages
	Templates          map[string]Template `yaml:"templates"`             // by channel
}

// Audience selects members of member_asof.
type Audience struct {
	Stages  []string `yaml:"stages"` // new, active, sleep, lost, deep, prospect
	When    string   `yaml:"when"`   // entered (default: stage_since is the business date) or in
	Classes []string `yaml:"rfm_classes"`
	Where   string   `yaml:"where"` // an SQL predicate over member_asof
}

// Template is the text of a campaign on one channel, in Liquid.
type Template struct {
	Subject  string `yaml:"subject"`
	Text     string `yaml:"text"`
	HTML     string `yaml:"html"`
	TextFile string `yaml:"text_file"`
	HTMLFile string `yaml:"html_file"`
}

// Privacy holds the keys that protect members.
type Privacy struct {
	HashKey    Secret `yaml:"hash_key"`    // keys the hashes of addresses; needed to send
	PayloadKey Secret `yaml:"payload_key"` // encrypts Temporal payloads when set
}

// Worker tunes the worker process.
type Worker struct {
	Listen    string `yaml:"listen"`     // health, metrics and unsubscribe links, 127.0.0.1:9464
	TaskQueue string `yaml:"task_queue"` // default regulars
}

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
