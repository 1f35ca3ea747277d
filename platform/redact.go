package platform

import (
	"errors"
	"net/url"
	"strings"

	"regulars/config"
)

// redactor takes secrets out of texts.
type redactor struct{ replacer *strings.Replacer }

func newRedactor(secrets []config.Secret) redactor {
	var pairs []string
	for _, s := range secrets {
		if s.Empty() {
			continue
		}
		pairs = append(pairs, s.Reveal(), "***")
		if escaped := url.QueryEscape(s.Reveal()); escaped != s.Reveal() {
			pairs = append(pairs, escaped, "***")
		}
	}
	return redactor{replacer: strings.NewReplacer(pairs...)}
}

// text is what an error says, without its request's URL, which may carry a key
// in its query, and without any secret.
func (r redactor) text(err error) string {
	if err == nil {
		return ""
	}
	var wrapped *url.Error
	if errors.As(err, &wrapped) {
		err = wrapped.Err
	}
	return r.replacer.Replace(err.Error())
}

// error is err without secrets; it stays the same where it holds none.
func (r redactor) error(err error) error {
	if err == nil {
		return nil
	}
	if text := r.text(err); text != err.Error() {
		return errors.New(text)
	}
	return err
}
