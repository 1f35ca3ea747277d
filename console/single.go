package console

import (
	"crypto/rand"
	"errors"
	"maps"
	"net/http"
	"slices"

	"regulars/config"
	"regulars/console/door"
	"regulars/console/issuer"
	"regulars/console/words"
)

// What a session holds of a sign-in by another server's word.
const (
	sessionPerson  = "person"  // who that server says somebody is
	sessionAttempt = "attempt" // a sign-in that was begun there
)

// personOf returns somebody as a visitor, with what their groups may do by the config as it
// is now; false where they may no longer do anything.
func (c *Console) personOf(p issuer.Person) (visitor, bool) {
	roles := c.config.Console.OIDC.Grants(p.Groups, config.ConsoleRoles)
	brands := slices.Sorted(maps.Keys(roles))
	return visitor{Name: p.Name, Brands: brands, Roles: roles}, len(brands) > 0
}

// goToIssuer leads to where people sign in.
func (c *Console) goToIssuer(w http.ResponseWriter, r *http.Request) {
	t := words.Of(c.namesOf(w, r, ""))
	// Sign-ins that are never finished count as failed: each takes a session.
	wait, _ := c.attempts.Begin("oidc "+rand.Text(), c.addressOf(r))
	if wait > 0 {
		c.signInAgain(w, r, http.StatusTooManyRequests, "/", "", t.IssuerOften)
		return
	}
	attempt, to, err := c.issuer.Begin(r.Context(), door.OurPath(r.URL.Query().Get("next")))
	if err != nil {
		c.logger.Error("the server by whose word people sign in can't be asked", "error", err)
		c.signInAgain(w, r, http.StatusBadGateway, "/", "", t.IssuerAway)
		return
	}
	c.sessions.Put(r.Context(), sessionAttempt, issuer.Pack(attempt))
	http.Redirect(w, r, to, http.StatusSeeOther)
}

// fromIssuer signs in who comes back, if the answer is that of this browser's attempt.
func (c *Console) fromIssuer(w http.ResponseWriter, r *http.Request) {
	t := words.Of(c.namesOf(w, r, ""))
	attempt, _ := issuer.Unpack[issuer.Attempt](c.sessions.PopString(r.Context(), sessionAttempt)) // used once
	person, err := c.issuer.Finish(r.Context(), attempt, r.URL.Query())
	if err == nil {
		if _, may := c.personOf(person); !may {
			err = issuer.ErrNoGroup
		}
	}
	if err != nil {
		c.logger.Warn("a sign-in to the console failed", "name", person.Name, "address", c.addressOf(r), "error", err)
		says := t.IssuerWrong
		switch {
		case errors.Is(err, issuer.ErrNoGroup):
			says = t.IssuerNoGroup
		case errors.Is(err, issuer.ErrRefused):
			says = t.IssuerRefused
		}
		c.signInAgain(w, r, http.StatusForbidden, "/", "", says)
		return
	}
	if err := c.begin(r.Context(), map[string]any{sessionPerson: issuer.Pack(person)}); err != nil {
		c.broken(w, r, err)
		return
	}
	c.logger.Info("somebody signed in to the console", "name", person.Name, "address", c.addressOf(r))
	http.Redirect(w, r, door.OurPath(attempt.Next), http.StatusSeeOther)
}
