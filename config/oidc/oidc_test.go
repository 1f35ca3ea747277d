package oidc_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"regulars/config/document"
	"regulars/config/oidc"
)

var roles = []string{"look", "approve", "edit", "operate"}

// What somebody may do follows from their groups alone: brand by brand the greatest role of
// them, and nothing from a group that they aren't in.
func TestGrants(t *testing.T) {
	o := oidc.OIDC{Groups: []oidc.Group{
		{Group: "staff", Role: "look", Brands: []string{"tea", "cup"}},
		{Group: "editors", Role: "edit", Brands: []string{"tea"}},
		{Group: "approvers", Role: "approve", Brands: []string{"tea", "cup"}},
		{Group: "", Role: "operate", Brands: []string{"tea", "cup"}},
		{Group: "odd", Role: "owner", Brands: []string{"tea"}},
		{Group: "everywhere", Role: "operate"},
	}}
	for name, c := range map[string]struct {
		groups []string
		want   map[string]string
	}{
		"no group":                        {nil, map[string]string{}},
		"a group that isn't listed":       {[]string{"guests"}, map[string]string{}},
		"a name that differs":             {[]string{"Staff", "staff "}, map[string]string{}},
		"one group":                       {[]string{"staff"}, map[string]string{"tea": "look", "cup": "look"}},
		"the greatest of several":         {[]string{"staff", "editors", "approvers"}, map[string]string{"tea": "edit", "cup": "approve"}},
		"the greatest, in any order":      {[]string{"approvers", "editors"}, map[string]string{"tea": "edit", "cup": "approve"}},
		"an empty name is nobody's group": {[]string{"", "staff"}, map[string]string{"tea": "look", "cup": "look"}},
		"a role that doesn't exist":       {[]string{"odd"}, map[string]string{}},
		"a group without brands":          {[]string{"everywhere"}, map[string]string{}},
	} {
		require.Equal(t, c.want, o.Grants(c.groups, roles), name)
	}
}

// What isn't written has a value: the claims that most servers have, and the only brand.
func TestDefaults(t *testing.T) {
	var off oidc.OIDC
	off.Resolve("tea")
	require.Equal(t, oidc.OIDC{}, off, "nobody signs in by another server")
	o := oidc.OIDC{Issuer: "https://login.shop.tw", Groups: []oidc.Group{{Group: "a"}, {Group: "b", Brands: []string{"cup"}}, {Group: "c", Brands: []string{}}}}
	many := o
	many.Groups = append([]oidc.Group(nil), o.Groups...)
	many.Resolve("")
	require.Nil(t, many.Groups[0].Brands, "of several brands none is meant")
	o.Resolve("tea")
	require.Equal(t, "groups", o.GroupsClaim)
	require.Equal(t, "email", o.NameClaim)
	require.Equal(t, []oidc.Group{{Group: "a", Brands: []string{"tea"}}, {Group: "b", Brands: []string{"cup"}}, {Group: "c", Brands: []string{}}}, o.Groups)
	o = oidc.OIDC{Issuer: "https://login.shop.tw", GroupsClaim: "roles", NameClaim: "upn"}
	o.Resolve("")
	require.Equal(t, []string{"roles", "upn"}, []string{o.GroupsClaim, o.NameClaim})
}

func TestMistakes(t *testing.T) {
	right := func() oidc.OIDC {
		return oidc.OIDC{
			Issuer: "https://login.shop.tw/realms/staff", ClientID: "console", ClientSecret: document.NewSecret("x"),
			Groups: []oidc.Group{{Group: "staff", Role: "look", Brands: []string{"tea", "cup"}}},
		}
	}
	issuer := func(address string) func(*oidc.OIDC) { return func(o *oidc.OIDC) { o.Issuer = address } }
	for name, c := range map[string]struct {
		change func(*oidc.OIDC)
		want   []string
	}{
		"nothing is wrong":        {func(*oidc.OIDC) {}, nil},
		"http on this machine":    {issuer("http://127.0.0.1:8080"), nil},
		"http":                    {issuer("http://login.shop.tw"), []string{"issuer"}},
		"another scheme here":     {issuer("ftp://127.0.0.1"), []string{"issuer"}},
		"a query":                 {issuer("https://login.shop.tw/?realm=staff"), []string{"issuer"}},
		"a fragment":              {issuer("https://login.shop.tw/#staff"), []string{"issuer"}},
		"no host":                 {issuer("https:///realms"), []string{"issuer"}},
		"no address":              {issuer("https://login.shop.tw/%zz"), []string{"issuer"}},
		"no client":               {func(o *oidc.OIDC) { o.ClientID = "" }, []string{"client_id"}},
		"nobody":                  {func(o *oidc.OIDC) { o.Groups = nil }, []string{"groups"}},
		"a group without a name":  {func(o *oidc.OIDC) { o.Groups[0].Group = " " }, []string{"groups[0].group"}},
		"an unknown role":         {func(o *oidc.OIDC) { o.Groups[0].Role = "owner" }, []string{"groups[0].role"}},
		"a group without a brand": {func(o *oidc.OIDC) { o.Groups[0].Brands = []string{} }, []string{"groups[0].brands"}},
		"an unknown brand":        {func(o *oidc.OIDC) { o.Groups[0].Brands[1] = "pot" }, []string{"groups[0].brands[1]"}},
	} {
		o := right()
		c.change(&o)
		var keys []string
		for _, p := range o.Mistakes([]string{"tea", "cup"}, roles, "https://regulars.shop.tw", func(host string) bool { return host == "127.0.0.1" }) {
			keys = append(keys, p.Key)
		}
		require.Equal(t, c.want, keys, name)
	}
	o := right()
	found := o.Mistakes([]string{"tea", "cup"}, roles, "", func(string) bool { return false })
	require.Len(t, found, 1)
	require.Contains(t, found[0].Remedy, "console.public_url", "the server has to know where to lead back to")
}
