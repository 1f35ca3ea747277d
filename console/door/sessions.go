package door

import (
	"net/http"
	"time"

	"github.com/alexedwards/scs/v2"
)

// NewSessions returns the sessions of a store, whose cookie no page of another site sends
// along; secure says that people come by TLS.
func NewSessions(store scs.Store, lifetime time.Duration, secure bool, broken func(http.ResponseWriter, *http.Request, error)) *scs.SessionManager {
	s := scs.New()
	s.Store, s.HashTokenInStore = store, true
	s.Lifetime = lifetime
	s.Cookie.Name, s.Cookie.SameSite, s.Cookie.HttpOnly = "regulars", http.SameSiteLaxMode, true
	s.Cookie.Persist = false
	if s.Cookie.Secure = secure; secure {
		s.Cookie.Name = "__Host-regulars"
	}
	s.ErrorFunc = broken
	return s
}
