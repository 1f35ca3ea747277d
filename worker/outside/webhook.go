package outside

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"regulars/answer"
)

func (o *Outside) webhook(w http.ResponseWriter, r *http.Request) {
	parts := strings.Split(strings.TrimPrefix(r.URL.Path, "/answers/"), "/")
	if len(parts) < 2 || len(parts) > 3 {
		http.NotFound(w, r)
		return
	}
	hook := o.hooks[parts[0]+"/"+parts[1]]
	if hook == nil {
		http.NotFound(w, r)
		return
	}
	if r.Method != http.MethodPost && (r.Method != http.MethodGet || hook.provider != "mitake") {
		w.Header().Set("Allow", http.MethodPost)
		w.WriteHeader(http.StatusMethodNotAllowed)
		return
	}
	body, done, ok := o.body(w, r, maxBody)
	if !ok {
		return
	}
	defer done()
	request := answer.Request{Method: r.Method, URL: o.calledURL(r), Header: r.Header, Body: body, Now: o.now()}
	if len(parts) == 3 {
		request.Secret = parts[2]
	}
	read, err := hook.reader.Read(request)
	if err != nil {
		o.refuse(w, hook, err)
		return
	}
	o.take(w, r, hook, read)
}

// calledURL is the address that the provider called: proxies change what arrives here.
func (o *Outside) calledURL(r *http.Request) string {
	if o.publicURL != "" {
		return strings.TrimRight(o.publicURL, "/") + r.URL.RequestURI()
	}
	return "https://" + r.Host + r.URL.RequestURI()
}

// refuse answers a request that isn't the provider's, or can't be read.
func (o *Outside) refuse(w http.ResponseWriter, h *hook, err error) {
	o.sometimes.Do(func() {
		o.logger.Warn("a webhook is refused", "brand", h.brand.Name, "channel", h.channel, "provider", h.provider, "error", err)
	})
	switch {
	case errors.Is(err, answer.ErrUnsigned):
		http.Error(w, "no proof", http.StatusUnauthorized)
	case errors.Is(err, answer.ErrForged), errors.Is(err, answer.ErrStale):
		http.Error(w, "refused", http.StatusForbidden)
	case errors.Is(err, answer.ErrMalformed):
		http.Error(w, "it can't be read", http.StatusBadRequest)
	default:
		later(w)
	}
}

// take stores what a provider said, and only then acknowledges it.
func (o *Outside) take(w http.ResponseWriter, r *http.Request, h *hook, read answer.Read) {
	ctx, cancel := storing(r)
	defer cancel()
	if read.Confirm != "" {
		o.confirm(ctx, w, h, read.Confirm)
		return
	}
	if len(read.Answers) > 0 {
		store, ok := o.opened(w)
		if !ok {
			return
		}
		if err := store.Record(ctx, h.brand, h.provider, read.Answers); err != nil {
			o.logger.Error("answers can't be stored; the provider is asked to report them again",
				"brand", h.brand.Name, "channel", h.channel, "provider", h.provider, "answers", len(read.Answers), "error", err)
			later(w)
			return
		}
	}
	if read.ContentType != "" {
		w.Header().Set("Content-Type", read.ContentType)
	}
	_, _ = w.Write([]byte(read.Reply))
}

// confirm tells Amazon that the topic's messages are wanted.
func (o *Outside) confirm(ctx context.Context, w http.ResponseWriter, h *hook, address string) {
	if err := o.sns.call(ctx, address); err != nil {
		o.logger.Error("the SNS subscription can't be confirmed", "brand", h.brand.Name, "channel", h.channel, "error", err)
		later(w)
		return
	}
	o.logger.Info("the SNS subscription is confirmed", "brand", h.brand.Name, "channel", h.channel)
}
