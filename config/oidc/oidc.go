// Package oidc is the key console.oidc: the server by whose word people sign in to the
// console, and which of its groups may do what.
package oidc

import (
	"cmp"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"regulars/config/audience"
	"regulars/config/document"
)

// OIDC is a server that signs people in by OpenID Connect.
type OIDC struct {
	Issuer       string          `yaml:"issuer"`        // its https address, under which /.well-known/openid-configuration stands
	ClientID     string          `yaml:"client_id"`     // as the server knows this console
	ClientSecret document.Secret `yaml:"client_secret"` // of the client; a server that relies on PKCE alone wants none
	Scopes       []string        `yaml:"scopes"`        // asked for in addition to openid, profile and email, such as groups
	GroupsClaim  string          `yaml:"groups_claim"`  // the claim that lists a person's groups; default groups
	NameClaim    string          `yaml:"name_claim"`    // the claim that stands next to what they decide; default email
	Groups       []Group         `yaml:"groups"`        // who may do what; who is in none of them may not sign in
}

// Group is what the people of one group may do.
type Group struct {
	Group  string   `yaml:"group"`  // its name or id, as the claim has it
	Role   string   `yaml:"role"`   // look, approve, edit or operate; of several groups the greatest holds, brand by brand
	Brands []string `yaml:"brands"` // which they see
}

// On reports whether people sign in by another server.
func (o *OIDC) On() bool { return o.Issuer != "" }

// Resolve fills in what is absent; only is the only brand's name, or empty.
func (o *OIDC) Resolve(only string) {
	if !o.On() {
		return
	}
	o.GroupsClaim, o.NameClaim = cmp.Or(o.GroupsClaim, "groups"), cmp.Or(o.NameClaim, "email")
	for i := range o.Groups {
		if o.Groups[i].Brands == nil && only != "" {
			o.Groups[i].Brands = []string{only}
		}
	}
}

// Grants returns the role that somebody of these groups has in each brand. roles are all
// of them, the least first.
func (o *OIDC) Grants(groups, roles []string) map[string]string {
	granted := map[string]string{}
	for _, g := range o.Groups {
		if g.Group == "" || !slices.Contains(groups, g.Group) {
			continue
		}
		for _, brand := range g.Brands {
			if slices.Index(roles, g.Role) > slices.Index(roles, granted[brand]) {
				granted[brand] = g.Role
			}
		}
	}
	return granted
}

// Mistakes returns what is wrong. base is the console's public address, and loopback
// reports whether a host is this machine.
func (o *OIDC) Mistakes(brands, roles []string, base string, loopback func(host string) bool) []audience.Problem {
	var found []audience.Problem
	add := func(key, says, remedy string) {
		found = append(found, audience.Problem{Key: key, Says: says, Remedy: remedy})
	}
	u, err := url.Parse(o.Issuer)
	if err != nil || u.Host == "" || u.RawQuery != "" || u.Fragment != "" || u.Scheme != "https" && !(u.Scheme == "http" && loopback(u.Hostname())) {
		add("issuer", "it is no https address", "write it as the server's discovery document has it, such as https://login.shop.tw/realms/staff")
	}
	if o.ClientID == "" {
		add("client_id", "it is missing", "register the console with the server, with the address "+cmp.Or(base, "https://…")+CallbackPath+" to return to")
	}
	if base == "" {
		add("issuer", "the server could not lead back to the console", "write console.public_url")
	}
	if len(o.Groups) == 0 {
		add("groups", "nobody may sign in", "write at least one, such as {group: marketing, role: approve}")
	}
	for i, g := range o.Groups {
		key := fmt.Sprintf("groups[%d]", i)
		if strings.TrimSpace(g.Group) == "" {
			add(key+".group", "it is missing", "write the group as the server's claim has it")
		}
		if !slices.Contains(roles, g.Role) {
			found = append(found, audience.Problem{Key: key + ".role", Unknown: g.Role, Known: roles})
		}
		if len(g.Brands) == 0 {
			add(key+".brands", "the group sees no brand", "list the brands that it sees")
		}
		for k, brand := range g.Brands {
			if !slices.Contains(brands, brand) {
				found = append(found, audience.Problem{Key: fmt.Sprintf("%s.brands[%d]", key, k), Unknown: brand, Known: brands})
			}
		}
	}
	return found
}

// CallbackPath is where the server leads back to.
const CallbackPath = "/sign-in/oidc/callback"
