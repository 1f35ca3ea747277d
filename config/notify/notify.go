package notify

import (
	"cmp"
	"fmt"
	"net/mail"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"regulars/config/audience"
	"regulars/config/document"
)

// Kinds of notifications.
const (
	Approval   = "approval"   // a campaign waits for approval
	NotWhole   = "not_whole"  // a night isn't whole, and holds its campaigns
	Failed     = "failed"     // a night ended without a certificate
	Late       = "late"       // a night hasn't ended by the hour
	Paused     = "paused"     // too many messages of a campaign failed
	Held       = "held"       // a campaign is held for another reason that needs a person
	Complaints = "complaints" // too many called a campaign's messages spam
	Quota      = "quota"      // a provider's account has few messages left
	Behind     = "behind"     // a shop is no longer loaded
)

// Kinds lists all of them.
var Kinds = []string{Approval, NotWhole, Failed, Late, Paused, Held, Complaints, Quota, Behind}

// Notify says who hears of what.
type Notify struct {
	Language   string        `yaml:"language"`   // of the notifications: en or zh-Hant; default the brand's
	Late       string        `yaml:"late"`       // the time of day, in the brand's zone, by which a night must have ended; default 3 hours after its start
	Behind     time.Duration `yaml:"behind"`     // how old the newest complete pull of a shop may be; default 36h
	Quota      int           `yaml:"quota"`      // below how many messages an account is nearly used up; default 100
	Complaints float64       `yaml:"complaints"` // share 0..1 of a campaign's messages that may be called spam, after 3 of them; default 0.003
	SMTP       SMTP          `yaml:"smtp"`       // a mail server of its own; the brand's channel edm where absent
	To         []Recipient   `yaml:"to"`         // who gets them
}

// SMTP is a mail server.
type SMTP struct {
	Host     string          `yaml:"host"`     // its name
	Port     int             `yaml:"port"`     // 587 (starttls), 465 (implicit) or 25 (none) where absent
	Username string          `yaml:"username"` // where it asks for one
	Password document.Secret `yaml:"password"` // of the user name
	TLS      string          `yaml:"tls"`      // starttls where absent, implicit, none (loopback only)
	From     string          `yaml:"from"`     // "Regulars <ops@shop.tw>"
}

// Recipient is one address. It has exactly one of mail, line and webhook.
type Recipient struct {
	Name    string          `yaml:"name"`    // a-z, 0-9, - and _; stands in the list of what was sent
	Mail    string          `yaml:"mail"`    // a mail address
	Line    string          `yaml:"line"`    // a LINE user id (U…), group (C…) or room (R…) of the brand's channel line
	Webhook document.Secret `yaml:"webhook"` // https address of a Slack-compatible incoming webhook
	About   []string        `yaml:"about"`   // the kinds that it gets: approval, not_whole, failed, late, paused, held, complaints, quota, behind; empty: all
}

// Ways of a recipient.
const (
	ByMail    = "mail"
	ByLine    = "line"
	ByWebhook = "webhook"
)

// Way is how the recipient is reached; empty: not at all.
func (r *Recipient) Way() string {
	switch {
	case r.Mail != "":
		return ByMail
	case r.Line != "":
		return ByLine
	case !r.Webhook.Empty():
		return ByWebhook
	}
	return ""
}

// Wants reports whether the recipient gets a kind.
func (r *Recipient) Wants(kind string) bool {
	return len(r.About) == 0 || slices.Contains(r.About, kind)
}

// On reports whether anybody is to be notified.
func (n *Notify) On() bool { return len(n.To) > 0 }

// OwnSMTP reports whether mails go by a server of their own.
func (n *Notify) OwnSMTP() bool { return n.SMTP.Host != "" }

// Resolve fills in what is absent.
func (n *Notify) Resolve(language string) {
	n.Language, n.Behind = cmp.Or(n.Language, language), cmp.Or(n.Behind, 36*time.Hour)
	n.Quota, n.Complaints = cmp.Or(n.Quota, 100), cmp.Or(n.Complaints, 0.003)
}

var (
	nameForm = regexp.MustCompile(`^[a-z0-9_-]{1,64}$`)
	lineForm = regexp.MustCompile(`^[UCR][0-9a-f]{32}$`)
	hourForm = regexp.MustCompile(`^([01][0-9]|2[0-3]):[0-5][0-9]$`)
	modes    = []string{"", "starttls", "implicit", "none"}
)

// Languages that notifications are written in.
var languages = []string{"en", "zh-Hant"}

// LateAt returns the hour and minute of Late; false where none is given.
func (n *Notify) LateAt() (hour, minute int, given bool) {
	if !hourForm.MatchString(n.Late) {
		return 0, 0, false
	}
	_, err := fmt.Sscanf(n.Late, "%d:%d", &hour, &minute)
	return hour, minute, err == nil
}

// Mistakes returns what is wrong. channels are those that the brand has, and loopback
// reports whether a host is this machine.
func (n *Notify) Mistakes(channels []string, loopback func(host string) bool) []audience.Problem {
	c := &checker{channels: channels, loopback: loopback, taken: map[string]bool{}}
	if n.Language != "" && !slices.Contains(languages, n.Language) {
		c.problems = append(c.problems, audience.Problem{Key: "language", Unknown: n.Language, Known: languages})
	}
	if n.Late != "" && !hourForm.MatchString(n.Late) {
		c.add("late", fmt.Sprintf("%q is no time of day", n.Late), `write it as "07:30"`)
	}
	if n.Behind < 0 {
		c.add("behind", "it is below zero", "write it as 36h")
	}
	if n.Quota < 0 {
		c.add("quota", "it is below zero", "write a number of messages, such as 500")
	}
	if !(n.Complaints >= 0 && n.Complaints <= 1) {
		c.add("complaints", "it is not a share", "write a number from 0 to 1: 0.3 % is 0.003")
	}
	c.smtp(&n.SMTP)
	for i := range n.To {
		c.recipient(fmt.Sprintf("to[%d]", i), &n.To[i], n.OwnSMTP())
	}
	return c.problems
}

type checker struct {
	channels []string
	loopback func(string) bool
	taken    map[string]bool
	problems []audience.Problem
}

func (c *checker) add(key, says, remedy string) {
	c.problems = append(c.problems, audience.Problem{Key: key, Says: says, Remedy: remedy})
}

func (c *checker) smtp(s *SMTP) {
	if s.Host == "" {
		if *s != (SMTP{}) {
			c.add("smtp.host", "it is missing", "write the mail server's name, or remove smtp")
		}
		return
	}
	if _, err := mail.ParseAddress(s.From); err != nil {
		c.add("smtp.from", "it is not a sender", `write it as "Regulars <ops@shop.tw>"`)
	}
	if s.Port < 0 || s.Port > 65535 {
		c.add("smtp.port", "there is no such port", "write 587 (starttls) or 465 (implicit)")
	}
	if !slices.Contains(modes, s.TLS) {
		c.problems = append(c.problems, audience.Problem{Key: "smtp.tls", Unknown: s.TLS, Known: modes[1:]})
	}
	if s.TLS == "none" && !c.loopback(s.Host) {
		c.add("smtp.tls", "mail would travel in the open", "use starttls or implicit; none is for this machine only")
	}
}

func (c *checker) recipient(key string, r *Recipient, ownSMTP bool) {
	switch {
	case !nameForm.MatchString(r.Name):
		c.add(key+".name", fmt.Sprintf("the name %q doesn't fit into ids", r.Name), "use a-z, 0-9, - and _, at most 64 of them")
	case c.taken[r.Name]:
		c.add(key+".name", "the name "+r.Name+" is taken", "give each its own name")
	}
	c.taken[r.Name] = true
	ways := 0
	for _, given := range []bool{r.Mail != "", r.Line != "", !r.Webhook.Empty()} {
		if given {
			ways++
		}
	}
	if ways != 1 {
		c.add(key, fmt.Sprintf("it has %d addresses", ways), "write one of mail, line and webhook; a second address is a recipient of its own")
		return
	}
	for i, kind := range r.About {
		if !slices.Contains(Kinds, kind) {
			c.problems = append(c.problems, audience.Problem{Key: fmt.Sprintf("%s.about[%d]", key, i), Unknown: kind, Known: Kinds})
		}
	}
	c.address(key, r, ownSMTP)
}

func (c *checker) address(key string, r *Recipient, ownSMTP bool) {
	switch r.Way() {
	case ByMail:
		if a, err := mail.ParseAddress(r.Mail); err != nil || a.Address != r.Mail {
			c.add(key+".mail", "it is not a mail address", "write it as mei@shop.tw")
		}
		if !ownSMTP && !slices.Contains(c.channels, "edm") {
			c.add(key+".mail", "the brand has no channel edm to send it by", "write channels: {edm: …}, or notify.smtp")
		}
	case ByLine:
		if !lineForm.MatchString(r.Line) {
			c.add(key+".line", "it is no id of LINE", "write the id of a user (U…), group (C…) or room (R…), as LINE's webhooks have it")
		}
		if !slices.Contains(c.channels, "line") {
			c.add(key+".line", "the brand has no channel line to send it by", "write channels: {line: …}")
		}
	default:
		c.webhook(key+".webhook", r.Webhook.Reveal())
	}
}

func (c *checker) webhook(key, address string) {
	u, err := url.Parse(address)
	switch {
	case strings.Contains(address, "\n"):
		c.add(key, "it has several lines", "keep nothing but the address in the file")
	case err != nil || u.Host == "" || u.Scheme != "https" && !(u.Scheme == "http" && c.loopback(u.Hostname())):
		c.add(key, "it is no https address", "write the address that the chat gives for an incoming webhook, by a variable or webhook_file")
	}
}
