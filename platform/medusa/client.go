package medusa

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"net/url"

	"regulars/platform"
	"regulars/platform/internal/jsonscan"
)

// request is a GET of a path below /admin/.
type request struct {
	op, path  string
	query     url.Values
	divisible bool
}

// send asks the shop and has parse read the answer, from scratch for every try.
func (s *Source) send(ctx context.Context, r request, parse func(*jsonscan.Scanner)) error {
	address := s.base.String() + "/admin/" + r.path
	if len(r.query) > 0 {
		address += "?" + r.query.Encode()
	}
	_, err := s.http.Do(ctx, platform.Call{
		Op: r.op, URL: address, Divisible: r.divisible,
		Header: http.Header{
			"Accept": {"application/json"}, "User-Agent": {"regulars"},
			"Authorization": {"Basic " + base64.StdEncoding.EncodeToString([]byte(s.shop.Token.Reveal()+":"))},
		},
		Judge: func(a *platform.Answer) *platform.Error { return judge(a, parse) },
	})
	return err
}

func judge(a *platform.Answer, parse func(*jsonscan.Scanner)) *platform.Error {
	switch {
	case a.Status >= 500 || a.Status == http.StatusTooManyRequests || a.IsHTML():
		return nil
	case a.Status >= 300:
		return refusal(a)
	}
	scan := jsonscan.New(a.Body)
	parse(scan)
	if err := scan.End(); err != nil {
		return malformed(err)
	}
	if wrong := scan.Mismatch(); wrong != "" {
		return malformed(errors.New(wrong))
	}
	return nil
}

// malformed is always worth another try; an answer that came whole and is wrong all the
// same only a few.
func malformed(err error) *platform.Error {
	hint := "something between us and Medusa changes its answers, or the url isn't that of a Medusa server"
	if errors.Is(err, jsonscan.ErrTruncated) {
		return &platform.Error{Retryable: true, Err: err, Hint: hint}
	}
	return &platform.Error{Retryable: true, Err: fmt.Errorf("%w: %w", platform.ErrMalformed, err), Hint: hint}
}

// refused is Medusa's own type of a refusal.
type refused struct{ kind string }

func (r refused) Error() string { return "the shop refuses the request: " + r.kind }

// refusal reads Medusa's error body: a type, where it isn't about who asks, and a message,
// which may show what was asked for.
func refusal(a *platform.Answer) *platform.Error {
	var kind string
	scan := jsonscan.New(bytes.TrimSpace(a.Body))
	scan.Object(func(key string) {
		if key == "type" {
			kind = scan.Text()
		}
	})
	f := &platform.Error{Err: errors.New("the shop refuses the request")}
	if scan.End() == nil && kinds[kind] != "" {
		f.Err, f.Hint = refused{kind}, kinds[kind]
	}
	switch a.Status {
	case http.StatusUnauthorized:
		f.Hint = "the token is unknown or revoked, or is no secret API key: create one in the Medusa admin under Settings > Secret API Keys; a publishable key (pk_…) or a login's token won't do"
	case http.StatusForbidden:
		f.Hint = "the token may not read this: look at its roles in the Medusa admin, or at the firewall before the shop"
	case http.StatusNotFound:
		if f.Hint == "" {
			f.Hint = "no Medusa Admin API at this url: write the server's address without /admin or /app"
		}
	}
	return f
}

// kinds are the types of errors that Medusa 2.21 answers to questions, with what to do.
var kinds = map[string]string{
	"not_found":    "the shop no longer has the record",
	"invalid_data": "the shop doesn't know a filter or a field that we ask for: update Medusa to 2.21 or later",
	"unauthorized": "check the token",
	"forbidden":    "the token may not read this: look at its roles in the Medusa admin",
	"not_allowed":  "the shop's own code refuses what we ask for",
}

// isDeleted reports whether the shop says that there is no record of an id. Any other
// 404, such as of a proxy, says nothing.
func isDeleted(err error) bool {
	var fault *platform.Error
	var said refused
	return errors.As(err, &fault) && fault.Status == http.StatusNotFound && errors.As(err, &said) && said.kind == "not_found"
}
