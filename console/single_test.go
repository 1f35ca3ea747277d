package console_test

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"maps"
	"math/big"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"regulars/config"
	"regulars/config/oidc"
	"regulars/console"
	"regulars/schema/schematest"
)

// provider imitates a server of OpenID Connect by its specification, not by the library
// that the console uses: discovery, keys, the exchange with PKCE, userinfo.
type provider struct {
	t      *testing.T
	server *httptest.Server
	key    *rsa.PrivateKey
	wrong  *rsa.PrivateKey // signs instead of key, where it is set
	codes  map[string]grant
	groups any            // of who signs in
	claims map[string]any // instead of the token's own; nil removes one
	info   map[string]any // of userinfo
	name   string
}

// grant is what a code may be exchanged for, once.
type grant struct{ nonce, challenge, redirect string }

func newProvider(t *testing.T) *provider {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	require.NoError(t, err)
	p := &provider{t: t, key: key, codes: map[string]grant{}, claims: map[string]any{}, groups: []string{"staff", "marketing"}, name: "mei@shop.tw"}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /.well-known/openid-configuration", func(w http.ResponseWriter, _ *http.Request) {
		at := p.server.URL
		p.json(w, map[string]any{
			"issuer": at, "authorization_endpoint": at + "/authorize", "token_endpoint": at + "/token", "jwks_uri": at + "/keys", "userinfo_endpoint": at + "/userinfo",
			"id_token_signing_alg_values_supported": []string{"RS256"}, "response_types_supported": []string{"code"}, "subject_types_supported": []string{"public"},
		})
	})
	mux.HandleFunc("GET /keys", func(w http.ResponseWriter, _ *http.Request) {
		p.json(w, map[string]any{"keys": []any{map[string]any{
			"kty": "RSA", "alg": "RS256", "use": "sig", "kid": "1", "n": encode(key.N.Bytes()), "e": encode(big.NewInt(int64(key.E)).Bytes()),
		}}})
	})
	mux.HandleFunc("POST /token", p.token)
	mux.HandleFunc("GET /userinfo", func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "Bearer access" {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		p.json(w, p.info)
	})
	p.server = httptest.NewServer(mux)
	t.Cleanup(p.server.Close)
	return p
}

func encode(text []byte) string { return base64.RawURLEncoding.EncodeToString(text) }

func (p *provider) json(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	require.NoError(p.t, json.NewEncoder(w).Encode(v))
}

// authorize is a person signing in at the address that the console led to; it returns the
// address to which the server leads back.
func (p *provider) authorize(address string) string {
	p.t.Helper()
	u, err := url.Parse(address)
	require.NoError(p.t, err)
	q := u.Query()
	require.Equal(p.t, p.server.URL+"/authorize", u.Scheme+"://"+u.Host+u.Path)
	require.Equal(p.t, "code", q.Get("response_type"))
	require.Equal(p.t, "regulars", q.Get("client_id"))
	require.Equal(p.t, "S256", q.Get("code_challenge_method"))
	require.NotEmpty(p.t, q.Get("state"))
	require.NotEmpty(p.t, q.Get("nonce"))
	require.Contains(p.t, strings.Fields(q.Get("scope")), "openid")
	code := encode([]byte(q.Get("state")))
	p.codes[code] = grant{q.Get("nonce"), q.Get("code_challenge"), q.Get("redirect_uri")}
	return q.Get("redirect_uri") + "?" + url.Values{"code": {code}, "state": {q.Get("state")}}.Encode()
}

func (p *provider) token(w http.ResponseWriter, r *http.Request) {
	g, known := p.codes[r.PostFormValue("code")]
	delete(p.codes, r.PostFormValue("code"))
	sum := sha256.Sum256([]byte(r.PostFormValue("code_verifier")))
	id, secret, _ := r.BasicAuth()
	if id == "" {
		id, secret = r.PostFormValue("client_id"), r.PostFormValue("client_secret")
	}
	if !known || encode(sum[:]) != g.challenge || r.PostFormValue("redirect_uri") != g.redirect || id != "regulars" || secret != "hush" {
		w.WriteHeader(http.StatusBadRequest)
		p.json(w, map[string]string{"error": "invalid_grant"})
		return
	}
	claims := map[string]any{
		"iss": p.server.URL, "aud": "regulars", "sub": "u1", "nonce": g.nonce, "iat": now.Unix(), "exp": now.Add(time.Hour).Unix(), "email": p.name, "groups": p.groups,
	}
	maps.Copy(claims, p.claims)
	maps.DeleteFunc(claims, func(_ string, v any) bool { return v == nil })
	p.json(w, map[string]any{"access_token": "access", "token_type": "Bearer", "expires_in": 300, "id_token": p.sign(claims)})
}

func (p *provider) sign(claims map[string]any) string {
	head, err := json.Marshal(map[string]string{"alg": "RS256", "kid": "1", "typ": "JWT"})
	require.NoError(p.t, err)
	body, err := json.Marshal(claims)
	require.NoError(p.t, err)
	text := encode(head) + "." + encode(body)
	sum := sha256.Sum256([]byte(text))
	key := p.key
	if p.wrong != nil {
		key = p.wrong
	}
	signature, err := rsa.SignPKCS1v15(rand.Reader, key, crypto.SHA256, sum[:])
	require.NoError(p.t, err)
	return text + "." + encode(signature)
}

// openOIDC is a console whose people sign in at a provider.
func openOIDC(t *testing.T) (*world, *provider) {
	p := newProvider(t)
	w := newWorld(t, func(c *config.Config) {
		c.Console.OIDC = oidc.OIDC{
			Issuer: p.server.URL, ClientID: "regulars", ClientSecret: config.NewSecret("hush"), Scopes: []string{"groups"},
			Groups: []oidc.Group{
				{Group: "marketing", Role: config.RoleLook, Brands: []string{"tea"}},
				{Group: "operators", Role: config.RoleOperate, Brands: []string{"coffee"}},
				{Group: "leads", Role: config.RoleApprove, Brands: []string{"tea"}},
			},
		}
	})
	page := (*console.Console)(nil)
	w.server = httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) { page.ServeHTTP(rw, r) }))
	t.Cleanup(w.server.Close)
	w.config.Console.PublicURL = w.server.URL
	w.config.Console.OIDC.Resolve("")
	page = console.New(console.Options{Config: w.config, Now: func() time.Time { return w.clock }})
	w.db = schematest.Open(t)
	page.Open(w.db, w.actions)
	return w, p
}

// returns is where a provider leads a browser back to, as a path.
func (p *provider) returns(b *person, next string) string {
	p.t.Helper()
	a := b.get("/sign-in/oidc?next=" + url.QueryEscape(next))
	require.Equal(p.t, http.StatusSeeOther, a.status, a.text)
	back := p.authorize(a.location())
	require.True(p.t, strings.HasPrefix(back, b.w.server.URL+oidc.CallbackPath), back)
	return strings.TrimPrefix(back, b.w.server.URL)
}

// A person of a known group signs in and may do what the group may, brand by brand; what
// they do is under a name that no user of the config can have.
func TestSignInByAnotherServer(t *testing.T) {
	w, p := openOIDC(t)
	b := w.nobody()
	require.Contains(t, b.get("/sign-in").text, "/sign-in/oidc")
	p.groups = []string{"marketing", "operators", "unknown"}
	a := b.get(p.returns(b, "/b/coffee/everything?do=stop"))
	require.Equal(t, http.StatusSeeOther, a.status, a.text)
	require.Equal(t, "/b/coffee/everything?do=stop", a.location())

	require.Equal(t, http.StatusSeeOther, b.post("/b/coffee/everything", "do", "stop", "note", "why").status)
	calls := w.actions.taken()
	require.Len(t, calls, 1)
	require.Contains(t, calls[0], "stop coffee")
	require.Contains(t, calls[0], "by mei@shop.tw")
	require.Equal(t, http.StatusForbidden, b.post("/b/tea/everything", "do", "stop", "note", "why").status, "the role of another brand")
	require.Equal(t, http.StatusForbidden, b.post("/b/tea/campaigns/wake-up/2026-11-20", "do", "approve", "note", "why").status)
	require.Empty(t, w.actions.taken())

	// What the config grants counts as it is now.
	w.config.Console.OIDC.Groups[1].Role = config.RoleLook
	require.Equal(t, http.StatusForbidden, b.post("/b/coffee/everything", "do", "stop", "note", "why").status)
	w.config.Console.OIDC.Groups = w.config.Console.OIDC.Groups[:1]
	require.Equal(t, http.StatusNotFound, b.get("/b/coffee/").status)
	w.config.Console.OIDC.Groups = nil
	require.Equal(t, http.StatusUnauthorized, b.post("/b/tea/everything", "do", "stop").status)

	other := w.nobody()
	require.Equal(t, http.StatusSeeOther, other.post("/sign-in", "name", "ops", "password", password).status, "users with a password stay")
}

// The greatest role of several groups holds; groups that stand in userinfo only count; a
// name that could be a user's of the config is another one.
func TestGroupsOfSeveralKinds(t *testing.T) {
	w, p := openOIDC(t)
	w.config.Console.OIDC.Groups[2].Brands = []string{"tea"}
	p.groups = []string{"leads", "marketing"}
	b := w.nobody()
	require.Equal(t, http.StatusSeeOther, b.get(p.returns(b, "/")).status)
	require.Equal(t, http.StatusSeeOther, b.post("/b/tea/campaigns/wake-up/2026-11-20", "do", "approve", "note", "why").status)

	p.claims, p.info, p.name = map[string]any{"groups": nil}, map[string]any{"sub": "u1", "groups": "leads"}, "ops"
	b = w.nobody()
	require.Equal(t, http.StatusSeeOther, b.get(p.returns(b, "/")).status)
	w.actions.taken()
	require.Equal(t, http.StatusSeeOther, b.post("/b/tea/campaigns/wake-up/2026-11-20", "do", "approve", "note", "why").status)
	require.Contains(t, w.actions.taken()[0], "by ops@127.0.0.1")

	p.info["sub"] = "u2"
	b = w.nobody()
	require.Equal(t, http.StatusForbidden, b.get(p.returns(b, "/")).status, "userinfo of somebody else")
}

// Nobody gets in by an answer that isn't the server's to this very attempt.
func TestForgedSignIns(t *testing.T) {
	w, p := openOIDC(t)
	stranger, err := rsa.GenerateKey(rand.Reader, 2048)
	require.NoError(t, err)
	for name, attack := range map[string]func(b *person, back string) string{
		"a forged state":       func(_ *person, back string) string { return strings.Replace(back, "state=", "state=x", 1) },
		"no state":             func(_ *person, back string) string { return back[:strings.Index(back, "&state=")] },
		"no code":              func(_ *person, back string) string { return strings.Replace(back, "code=", "other=", 1) },
		"a code of nobody":     func(_ *person, back string) string { return strings.Replace(back, "code=", "code=x", 1) },
		"another server":       func(_ *person, back string) string { return back + "&iss=https%3A%2F%2Fevil.example" },
		"the server's refusal": func(_ *person, back string) string { return back + "&error=access_denied" },
		"a wrong nonce":        func(_ *person, back string) string { p.claims["nonce"] = "x"; return back },
		"no nonce":             func(_ *person, back string) string { p.claims["nonce"] = nil; return back },
		"another audience":     func(_ *person, back string) string { p.claims["aud"] = "shop"; return back },
		"made for another client": func(_ *person, back string) string {
			p.claims["aud"], p.claims["azp"] = []string{"regulars", "shop"}, "shop"
			return back
		},
		"another issuer":            func(_ *person, back string) string { p.claims["iss"] = "https://evil.example"; return back },
		"an expired token":          func(_ *person, back string) string { p.claims["exp"] = now.Add(-time.Minute).Unix(); return back },
		"another key":               func(_ *person, back string) string { p.wrong = stranger; return back },
		"too late":                  func(_ *person, back string) string { w.clock = now.Add(11 * time.Minute); return back },
		"no group":                  func(_ *person, back string) string { p.groups = []string{}; return back },
		"a group that nobody knows": func(_ *person, back string) string { p.groups = []string{"admins", "Marketing", ""}; return back },
		"groups of another form":    func(_ *person, back string) string { p.groups = map[string]any{"marketing": true}; return back },
		"another browser's answer": func(b *person, _ string) string {
			return p.returns(w.nobody(), "/") // the attacker's own, which b is made to open
		},
	} {
		t.Run(name, func(t *testing.T) {
			p.t, w.t = t, t
			p.claims, p.wrong, p.groups, w.clock = map[string]any{}, nil, []string{"marketing"}, now
			b := w.nobody()
			a := b.get(attack(b, p.returns(b, "/")))
			assert.Equal(t, http.StatusForbidden, a.status, a.text)
			assert.Contains(t, a.text, `role="alert"`)
			assert.NotContains(t, a.text, "code=", "the page keeps what it was sent")
			assert.Equal(t, "/sign-in", strings.SplitN(b.get("/").location(), "?", 2)[0], "somebody got in")
		})
	}
	p.claims, p.wrong, p.groups, w.clock, p.t, w.t = map[string]any{}, nil, []string{"marketing"}, now, t, t
	b := w.nobody()
	back := p.returns(b, "/")
	require.Equal(t, http.StatusSeeOther, b.get(back).status, "the same without an attack")
	require.Equal(t, http.StatusForbidden, b.get(back).status, "an answer is good once")
}

// Afterwards nobody is led elsewhere, a planted session is worth nothing, and who begins
// too many sign-ins has to wait.
func TestSignInLeadsNowhereElse(t *testing.T) {
	w, p := openOIDC(t)
	p.groups = []string{"marketing"}
	for _, next := range []string{"https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)"} {
		b := w.nobody()
		require.Equal(t, "/", b.get(p.returns(b, next)).location(), next)
	}
	b := w.nobody()
	back := p.returns(b, "/")
	before := b.cookie()
	require.NotEmpty(t, before)
	require.Equal(t, http.StatusSeeOther, b.get(back).status)
	require.NotEqual(t, before, b.cookie(), "the session's token stayed")

	status := 0
	for range 40 {
		if status = w.nobody().get("/sign-in/oidc").status; status != http.StatusSeeOther {
			break
		}
	}
	require.Equal(t, http.StatusTooManyRequests, status)
	p.server.Close()
	fresh, _ := openOIDC(t)
	fresh.config.Console.OIDC.Issuer = "http://127.0.0.1:1"
	gone := httptest.NewServer(console.New(console.Options{Config: fresh.config}))
	t.Cleanup(gone.Close)
	fresh.server = gone
	require.Equal(t, http.StatusBadGateway, fresh.nobody().get("/sign-in/oidc").status, "a server that doesn't answer")
}

// cookie is the browser's session.
func (p *person) cookie() string {
	u, err := url.Parse(p.w.server.URL)
	require.NoError(p.w.t, err)
	for _, c := range p.client.Jar.Cookies(u) {
		if strings.HasSuffix(c.Name, "regulars") {
			return c.Value
		}
	}
	return ""
}
