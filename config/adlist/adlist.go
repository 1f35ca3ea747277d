package adlist

import (
	"net/url"
	"regexp"

	"regulars/config/audience"
	"regulars/config/document"
)

// The platforms.
const (
	Meta   = "meta"
	Google = "google"
)

// List is a customer list of an ad platform.
type List struct {
	Name     string `yaml:"name"`     // a-z, 0-9, - and _; as add_to and take_from of steps name it
	Platform string `yaml:"platform"` // meta or google
	ID       string `yaml:"id"`       // of the list on the platform: meta's custom audience, google's user list; digits

	Token document.Secret `yaml:"token"` // meta: an access token that may manage the audience (ads_management)

	Account        string          `yaml:"account"`         // google: the Google Ads account that owns the list, without dashes
	LoginAccount   string          `yaml:"login_account"`   // google: the manager account through which it is reached; default none
	ServiceAccount document.Secret `yaml:"service_account"` // google: the JSON key of a service account that may write to the account
	AcceptTerms    bool            `yaml:"accept_terms"`    // google: the brand has accepted the Customer Match terms; nothing is sent before

	Endpoint string `yaml:"endpoint"` // another address of the API, for tests: of this machine only; default the platform's
}

var digits = regexp.MustCompile(`^[0-9]{1,32}$`)

// Mistakes returns what is wrong with the list. The reader of the config checks its name.
func (l *List) Mistakes(isLoopback func(host string) bool) (problems []audience.Problem) {
	add := func(key, says, remedy string) {
		problems = append(problems, audience.Problem{Key: key, Says: says, Remedy: remedy})
	}
	if !digits.MatchString(l.ID) {
		add("id", "it is no id of a list", "write the number under which the platform has it")
	}
	switch l.Platform {
	case Meta:
		if l.Token.Empty() {
			add("token", "it is missing", "write token: ${META_TOKEN}, an access token that may manage the audience")
		}
	case Google:
		l.google(add)
	default:
		add("platform", "the platform is not known", "write meta or google")
	}
	if address, err := url.Parse(l.Endpoint); l.Endpoint != "" && (err != nil || !isLoopback(address.Hostname())) {
		add("endpoint", "members go to the platform itself", "remove it; only an address of this machine may be written, for tests")
	}
	return problems
}

func (l *List) google(add func(key, says, remedy string)) {
	if !digits.MatchString(l.Account) {
		add("account", "it is no Google Ads account", "write its number without dashes")
	}
	if l.LoginAccount != "" && !digits.MatchString(l.LoginAccount) {
		add("login_account", "it is no Google Ads account", "write its number without dashes, or remove it")
	}
	if l.ServiceAccount.Empty() {
		add("service_account", "it is missing", "write service_account_file: and the path of the JSON key")
	}
	if !l.AcceptTerms {
		add("accept_terms", "Google takes no members before the Customer Match terms are accepted", "read them and write accept_terms: true")
	}
}
