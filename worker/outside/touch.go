package outside

import (
	"context"
	"encoding/base64"
	"net/http"
	"strings"
	"time"

	"regulars/answer"
	"regulars/channel"
	"regulars/schema/answers"
)

// countWithin is how long somebody who follows a link waits for the click to be stored;
// it is stored afterwards, too, if it can be.
const countWithin = 2 * time.Second

// picture is a transparent GIF of one pixel.
var picture, _ = base64.StdEncoding.DecodeString("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")

// touched takes the token out of a path below a track_url.
func (o *Outside) touched(p string) (token string, click, is bool) {
	for _, base := range o.tracks {
		rest, below := strings.CutPrefix(p, base)
		if !below {
			continue
		}
		if token, is = strings.CutPrefix(rest, channel.ClickPath); is {
			return token, true, true
		}
		if token, is = strings.CutPrefix(rest, channel.OpenPath); is {
			return token, false, true
		}
	}
	return "", false, false
}

// touch counts a click and leads on, or counts an open and shows the picture.
func (o *Outside) touch(w http.ResponseWriter, r *http.Request, token string, click bool) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		w.WriteHeader(http.StatusMethodNotAllowed)
		return
	}
	t, err := channel.ReadTouch(token, o.hashKey)
	if err != nil || click != (t.Target != "") || o.brands[t.Brand] == nil {
		http.NotFound(w, r)
		return
	}
	o.count(r, t)
	h := w.Header()
	h.Set("Cache-Control", "no-store, private")
	h.Set("Referrer-Policy", "no-referrer") // the link is a key
	h.Set("X-Robots-Tag", "noindex")
	if click {
		h.Set("Location", t.Target)
		w.WriteHeader(http.StatusFound)
		return
	}
	h.Set("Content-Type", "image/gif")
	_, _ = w.Write(picture)
}

// count stores a touch. Whether it can be is nothing to who reads a mail.
func (o *Outside) count(r *http.Request, t channel.Touch) {
	store := o.store.Load()
	if store == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), countWithin)
	defer cancel()
	err := (*store).RecordTouch(ctx, answers.Touch{
		Brand: t.Brand, Campaign: t.Campaign, Date: t.Date, Channel: t.Channel, Member: t.Member, Link: t.Target,
		Machine: answer.MachineOf(r.Method, r.Header),
	})
	if err != nil {
		o.sometimes.Do(func() {
			o.logger.Warn("a click or an open may not have been counted", "brand", t.Brand, "channel", t.Channel, "error", err)
		})
	}
}
