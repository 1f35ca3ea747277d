package console

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"regulars/config"
	"regulars/config/password"
	"regulars/console/door"
	"regulars/console/issuer"
	"regulars/console/words"
)

// What a session holds.
const (
	sessionUser  = "user"  // the name of a user of the config
	sessionMark  = "mark"  // of the hash of their password: another password ends the session
	sessionLocal = "local" // who came by a link
	sessionSays  = "says"  // what came of the last form, shown once
)

// hashesAtOnce bounds the memory that passwords take while they are compared.
const hashesAtOnce = 2

// visitor returns who is signed in, and false where nobody is.
func (c *Console) visitor(ctx context.Context) (visitor, bool) {
	if c.link.On() && c.sessions.GetBool(ctx, sessionLocal) {
		return door.Local(c.person, c.config), true
	}
	if person, is := issuer.Unpack[issuer.Person](c.sessions.GetString(ctx, sessionPerson)); is && c.issuer != nil {
		return c.personOf(person)
	}
	name := c.sessions.GetString(ctx, sessionUser)
	if name == "" {
		return visitor{}, false
	}
	user, found := c.user(name)
	if !found || c.sessions.GetString(ctx, sessionMark) != markOf(user) {
		return visitor{}, false
	}
	return door.VisitorOf(user), true
}

func (c *Console) user(name string) (config.ConsoleUser, bool) {
	for _, u := range c.config.Console.Users {
		if u.Name == name {
			return u, true
		}
	}
	return config.ConsoleUser{}, false
}

// markOf is what a session keeps of a password.
func markOf(u config.ConsoleUser) string {
	sum := sha256.Sum256([]byte(u.Password.Reveal()))
	return hex.EncodeToString(sum[:8])
}

type signInPage struct {
	Base
	Next, Name, Wrong string
	Users             bool // somebody may sign in by a password
	Issuer            bool // or by the word of another server
}

func (c *Console) showSignIn(w http.ResponseWriter, r *http.Request) {
	if _, is := c.visitor(r.Context()); is {
		http.Redirect(w, r, door.OurPath(r.URL.Query().Get("next")), http.StatusSeeOther)
		return
	}
	c.signInAgain(w, r, http.StatusOK, r.URL.Query().Get("next"), "", "")
}

func (c *Console) signInAgain(w http.ResponseWriter, r *http.Request, status int, next, name, wrong string) {
	b := c.baseOf(w, r, visitor{}, "")
	b.Title = b.T.SignIn
	// Never back to an address with a code or a token in it.
	b.OtherURL = "/sign-in?lang=" + b.OtherLang + "&next=" + queryEscape(door.OurPath(next))
	c.render(w, status, "signin.html", &signInPage{Base: b, Next: door.OurPath(next), Name: name, Wrong: wrong, Users: len(c.config.Console.Users) > 0, Issuer: c.issuer != nil})
}

func (c *Console) signIn(w http.ResponseWriter, r *http.Request) {
	name, next := r.PostFormValue("name"), r.PostFormValue("next")
	t := words.Of(c.namesOf(w, r, ""))
	// A name without bound, or with signs, isn't kept anywhere.
	if len(name) > 64 {
		name = name[:64]
	}
	wait, forget := c.attempts.Begin(name, c.addressOf(r))
	if wait > 0 {
		minutes := int(wait/time.Minute) + 1
		w.Header().Set("Retry-After", strconv.Itoa(int(wait/time.Second)+1))
		c.signInAgain(w, r, http.StatusTooManyRequests, next, name, fmt.Sprintf(t.TooOften, minutes))
		return
	}
	user, right := c.check(r.Context(), name, r.PostFormValue("password"))
	if !right {
		c.logger.Warn("a sign-in to the console failed", "name", strings.ToValidUTF8(name, "?"), "address", c.addressOf(r))
		c.signInAgain(w, r, http.StatusUnauthorized, next, name, t.WrongPassword)
		return
	}
	forget()
	c.logger.Info("somebody signed in to the console", "name", user.Name, "address", c.addressOf(r))
	err := c.begin(r.Context(), map[string]any{sessionUser: user.Name, sessionMark: markOf(user)})
	if err != nil {
		c.broken(w, r, err)
		return
	}
	http.Redirect(w, r, door.OurPath(next), http.StatusSeeOther)
}

// check reports whether a name has a password. Where there is no such name another user's
// hash is compared, so that it takes as long.
func (c *Console) check(ctx context.Context, name, text string) (config.ConsoleUser, bool) {
	user, found := c.user(name)
	if !found && len(c.config.Console.Users) > 0 {
		user = c.config.Console.Users[0]
	}
	hash, err := password.Parse(user.Password.Reveal())
	if err != nil {
		return user, false
	}
	select {
	case c.hashing <- struct{}{}:
		defer func() { <-c.hashing }()
	case <-ctx.Done():
		return user, false
	}
	right := door.Matches(hash, text)
	return user, right && found
}

// begin starts a session under a new token: one that was planted is worth nothing.
func (c *Console) begin(ctx context.Context, values map[string]any) error {
	if err := c.sessions.Clear(ctx); err != nil {
		return err
	}
	if err := c.sessions.RenewToken(ctx); err != nil {
		return err
	}
	for key, value := range values {
		c.sessions.Put(ctx, key, value)
	}
	return nil
}

func (c *Console) signOut(w http.ResponseWriter, r *http.Request) {
	if err := c.sessions.Destroy(r.Context()); err != nil {
		c.broken(w, r, err)
		return
	}
	http.Redirect(w, r, "/sign-in", http.StatusSeeOther)
}

// byLink signs in who comes by a link, and leads away from the address with the token.
func (c *Console) byLink(w http.ResponseWriter, r *http.Request, token string) {
	t := words.Of(c.namesOf(w, r, ""))
	if !door.FromHere(r) || !c.link.Spend(token) {
		c.signInAgain(w, r, http.StatusForbidden, "/", "", t.LinkSpent)
		return
	}
	if err := c.begin(r.Context(), map[string]any{sessionLocal: true}); err != nil {
		c.broken(w, r, err)
		return
	}
	http.Redirect(w, r, "/", http.StatusSeeOther)
}

// addressOf is where a request comes from.
func (c *Console) addressOf(r *http.Request) string {
	return door.AddressOf(r, c.config.Console.PublicURL != "")
}
