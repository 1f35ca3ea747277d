package console

import (
	"net/http"

	"regulars/console/door"
)

// visitor is who is signed in.
type visitor = door.Visitor

// Operates reports whether who sends a request is signed in and operates every brand.
func (c *Console) Operates(r *http.Request) bool {
	cookie, err := r.Cookie(c.sessions.Cookie.Name)
	if err != nil {
		return false
	}
	ctx, err := c.sessions.Load(r.Context(), cookie.Value)
	if err != nil {
		return false
	}
	v, in := c.visitor(ctx)
	return in && v.OperatesAll(c.config)
}
