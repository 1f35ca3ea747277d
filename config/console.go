package config

import (
	"fmt"
	"net"
	"slices"
	"strings"
	"time"

	"regulars/config/loopback"
	"regulars/config/password"
)

// Roles of the console; each may do what those before it may.
const (
	RoleLook    = "look"
	RoleApprove = "approve"
	RoleEdit    = "edit"
	RoleOperate = "operate"
)

// ConsoleRoles are the roles of the console, the least first.
var ConsoleRoles = []string{RoleLook, RoleApprove, RoleEdit, RoleOperate}

// shortestSession is how short a sign-in may be.
const shortestSession = 5 * time.Minute

func (r *reader) checkConsole(cfg *Config) {
	if !r.Given("console") {
		return
	}
	c := &cfg.Console
	if !c.On() {
		r.Add("console.users", "nobody may sign in", "write at least one under users:, or oidc, or remove console")
	}
	if r.Given("console.oidc") {
		r.problems("console.oidc", c.OIDC.Mistakes(cfg.brandNames(), ConsoleRoles, c.PublicURL, loopback.Is))
	}
	r.checkConsoleAddress(c)
	if c.Session < shortestSession {
		r.Add("console.session", "it is shorter than 5m", "write 5m or more, such as 12h")
	}
	taken := map[string]bool{}
	for i := range c.Users {
		r.checkUser(item("console.users", i), &c.Users[i], cfg.Brands, taken)
	}
}

// checkConsoleAddress refuses an address at which passwords would travel in the open.
func (r *reader) checkConsoleAddress(c *Console) {
	host, _, err := net.SplitHostPort(c.Listen)
	if err != nil {
		r.Add("console.listen", "it is not host:port", "write it as 127.0.0.1:8090")
		return
	}
	r.address("console.public_url", c.PublicURL, true)
	c.PublicURL = strings.TrimRight(c.PublicURL, "/")
	if (c.Certificate == "") != (c.CertificateKey == "") {
		r.Add("console.certificate", "a certificate needs its key, and a key its certificate", "write both certificate and certificate_key, or neither")
		return
	}
	if c.Certificate != "" {
		c.Certificate, c.CertificateKey = r.Resolve(c.Certificate), r.Resolve(c.CertificateKey)
	}
	if !loopback.Is(host) && c.Certificate == "" && !strings.HasPrefix(c.PublicURL, "https://") {
		r.Add("console.listen", "passwords would travel in the open", "give certificate and certificate_key; or put a proxy with TLS before it and write its https address as public_url")
	}
}

func (r *reader) checkUser(path string, u *ConsoleUser, brands []Brand, taken map[string]bool) {
	r.name(path+".name", u.Name, taken)
	r.needSecret(path+".password", u.Password)
	if !u.Password.Empty() {
		if _, err := password.Parse(u.Password.Reveal()); err != nil {
			r.Add(path+".password", err.Error(), "run `starter console password`, and keep what it prints in the variable or the file")
		}
	}
	if u.Role == "" {
		r.Add(path+".role", "it is missing", "write one of "+strings.Join(ConsoleRoles, ", "))
	} else {
		r.oneOf(path+".role", u.Role, ConsoleRoles)
	}
	names := (&Config{Brands: brands}).brandNames()
	if len(u.Brands) == 0 && !r.IsBroken("brands") {
		r.Add(path+".brands", "the user sees no brand", "list the brands that they see, such as ["+strings.Join(names[:min(2, len(names))], ", ")+"]")
	}
	for i, brand := range u.Brands {
		if !slices.Contains(names, brand) {
			r.Add(item(path+".brands", i), fmt.Sprintf("there is no brand %s", r.Written(item(path+".brands", i))), suggest(brand, names))
		}
	}
}
