package console

import (
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"sync/atomic"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/alexedwards/scs/v2/memstore"

	"regulars/config"
	"regulars/config/oidc"
	"regulars/console/door"
	"regulars/console/issuer"
	"regulars/console/keep"
	"regulars/console/page"
	"regulars/console/words"
	"regulars/schema"
)

// Link is a folder by which the command line lets this machine's user in.
type Link = door.Link

// HashPassword returns the argon2id hash of a password with a salt of its own.
func HashPassword(password string) string { return door.HashPassword(password) }

// Options are what a console is made of.
type Options struct {
	Config   *config.Config
	Link     Link         // lets this machine's user in; without a folder nobody comes that way
	Person   string       // what who comes by a link is called
	Sessions Sessions     // kept when the config changes
	Logger   *slog.Logger // default none
	Now      func() time.Time
	Patience time.Duration // after which a page comes without what is still being counted; 0: it waits
}

// Sessions are who is signed in, in memory.
type Sessions struct{ store scs.Store }

// NewSessions returns no sessions yet.
func NewSessions() Sessions { return Sessions{memstore.New()} }

// Console serves the pages of one config. Until Open it says that the worker is starting.
type Console struct {
	config   *config.Config
	link     Link
	person   string
	secure   bool
	sessions *scs.SessionManager
	issuer   *issuer.Issuer // by whose word people sign in, where the config has one
	attempts *door.Attempts
	trials   *door.Attempts // messages that people sent themselves
	hashing  chan struct{}
	logger   *slog.Logger
	now      func() time.Time
	patience time.Duration
	opened   atomic.Pointer[opened]
	handler  http.Handler
}

// opened is what the pages need beyond the config.
type opened struct {
	db      *schema.DB
	actions Actions
	kept    *keep.Kept // answers that take long
}

// New returns the console of a config.
func New(o Options) *Console {
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Sessions.store == nil {
		o.Sessions = NewSessions()
	}
	c := &Console{
		config: o.Config, link: o.Link, person: o.Person, logger: o.Logger, now: o.Now, patience: o.Patience,
		secure:   o.Config.Console.Certificate != "" || strings.HasPrefix(o.Config.Console.PublicURL, "https://"),
		attempts: door.NewAttempts(o.Now), trials: door.NewAttempts(o.Now), hashing: make(chan struct{}, hashesAtOnce),
	}
	if cfg := o.Config.Console; cfg.OIDC.On() {
		c.issuer = issuer.New(cfg.OIDC, cfg.PublicURL, o.Now)
	}
	c.sessions = door.NewSessions(o.Sessions.store, o.Config.Console.Session, c.secure, c.broken)
	c.handler = c.newHandler()
	return c
}

// Open lets the pages read a database and hand on what is decided.
func (c *Console) Open(db *schema.DB, actions Actions) {
	kept := keep.New(db, c.now)
	kept.Patience = c.patience
	c.opened.Store(&opened{db, actions, kept})
}

// ServeHTTP answers a browser.
func (c *Console) ServeHTTP(w http.ResponseWriter, r *http.Request) { c.handler.ServeHTTP(w, r) }

// newHandler is every path. What changes something is posted.
func (c *Console) newHandler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /sign-in", c.showSignIn)
	mux.HandleFunc("POST /sign-in", c.signIn)
	mux.HandleFunc("POST /sign-out", c.signOut)
	if c.issuer != nil {
		mux.HandleFunc("GET /sign-in/oidc", c.goToIssuer)
		mux.HandleFunc("GET "+oidc.CallbackPath, c.fromIssuer)
	}
	mux.HandleFunc("GET /{$}", c.front)
	const brand = "/b/{brand}"
	for path, show := range map[string]screen{
		"GET " + brand + "/{$}":                      c.today,
		"GET " + brand + "/campaigns":                c.campaigns,
		"GET " + brand + "/campaigns/{name}/{date}":  c.sending,
		"POST " + brand + "/campaigns/{name}/{date}": c.decide,
		"GET " + brand + "/journeys":                 c.journeys,
		"GET " + brand + "/journeys/{name}":          c.journey,
		"POST " + brand + "/journeys/{name}":         c.actJourney,
		"GET " + brand + "/write-journeys":           c.draft,
		"POST " + brand + "/write-journeys":          c.draft,
		"GET " + brand + "/write-journeys/{name}":    c.draft,
		"POST " + brand + "/write-journeys/{name}":   c.draft,
		"GET " + brand + "/everything":               c.everything,
		"POST " + brand + "/everything":              c.decideEverything,
		"GET " + brand + "/nights":                   c.nights,
		"GET " + brand + "/nights/{date}":            c.night,
		"GET " + brand + "/numbers":                  c.numbersPage,
		"GET " + brand + "/members":                  c.members,
		"POST " + brand + "/members":                 c.saveSegment,
		"POST " + brand + "/members/export":          c.exportMembers,
		"POST " + brand + "/members/find":            c.find,
		"GET " + brand + "/members/{id}":             c.member,
		"POST " + brand + "/members/{id}":            c.act,
		"GET " + brand + "/work":                     c.work,
		"POST " + brand + "/work":                    c.steer,
		"GET " + brand + "/setup":                    c.setup,
		"POST " + brand + "/setup":                   c.setup,
		"GET " + brand + "/studio":                   c.write,
		"POST " + brand + "/studio":                  c.write,
		"GET " + brand + "/studio/{name}":            c.write,
		"POST " + brand + "/studio/{name}":           c.write,
	} {
		mux.HandleFunc(path, c.of(show))
	}
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		v, in := c.visitor(r.Context())
		if !in {
			c.mustSignIn(w, r)
			return
		}
		c.sorry(w, r, v, http.StatusNotFound)
	})
	pages := c.protected(c.sessions.LoadAndSave(mux))
	all := http.NewServeMux()
	all.Handle("GET /static/", page.Static())
	all.Handle("/", pages)
	return door.Guarded(c.secure, all)
}

// protected refuses what another site's page posts.
func (c *Console) protected(next http.Handler) http.Handler {
	protection := http.NewCrossOriginProtection()
	if url := c.config.Console.PublicURL; url != "" {
		if err := protection.AddTrustedOrigin(url); err != nil {
			c.logger.Error("forms that come by console.public_url are refused", "error", err)
		}
	}
	protection.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.Error(w, words.Of(c.namesOf(w, r, "")).CrossOrigin, http.StatusForbidden)
	}))
	return protection.Handler(next)
}

// front leads to the first brand, and signs in who comes by a link.
func (c *Console) front(w http.ResponseWriter, r *http.Request) {
	if token := r.URL.Query().Get("token"); token != "" {
		c.byLink(w, r, token)
		return
	}
	v, in := c.visitor(r.Context())
	switch {
	case !in:
		c.mustSignIn(w, r)
	case len(v.Brands) == 0:
		c.sorry(w, r, v, http.StatusNotFound)
	default:
		http.Redirect(w, r, "/b/"+v.Brands[0]+"/", http.StatusSeeOther)
	}
}

// screen makes one page of a brand for a visitor.
type screen func(w http.ResponseWriter, r *http.Request, a *asked) error

var errNotFound, errNotAllowed = page.ErrNotFound, page.ErrNotAllowed

// of lets a screen be seen by who is signed in and sees its brand.
func (c *Console) of(show screen) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		v, in := c.visitor(r.Context())
		if !in {
			c.mustSignIn(w, r)
			return
		}
		name := r.PathValue("brand")
		brand, err := c.config.Brand(name)
		// Of a brand that isn't theirs nobody learns whether it exists.
		if err != nil || name == "" || !v.Sees(name) {
			c.sorry(w, r, v, http.StatusNotFound)
			return
		}
		open := c.opened.Load()
		if open == nil {
			w.Header().Set("Refresh", "5")
			c.sorry(w, r, v, http.StatusServiceUnavailable)
			return
		}
		a, err := c.newAsked(w, r, v.In(name), brand, open)
		if err == nil {
			err = show(w, r, a)
		}
		switch {
		case errors.Is(err, errNotFound):
			c.sorry(w, r, v, http.StatusNotFound)
		case errors.Is(err, errNotAllowed):
			c.sorry(w, r, v, http.StatusForbidden)
		case err != nil && r.Context().Err() == nil:
			c.broken(w, r, err)
		}
	}
}

// mustSignIn leads to the sign-in, and back to what was asked for; what was posted is
// lost.
func (c *Console) mustSignIn(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead || r.Header.Get("HX-Request") != "" { // what is refused changes nothing on a page
		c.signInAgain(w, r, http.StatusUnauthorized, "/", "", "")
		return
	}
	to := "/sign-in"
	if next := r.URL.RequestURI(); door.OurPath(next) != "/" {
		to += "?next=" + queryEscape(next)
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
}
