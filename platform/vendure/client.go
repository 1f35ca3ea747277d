package vendure

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"sync"

	"regulars/config"
	"regulars/platform"
	"regulars/platform/internal/jsonscan"
)

// client sends GraphQL documents, and signs in where there is no API key.
type client struct {
	http    *platform.HTTP
	address string
	shop    config.Shop

	mu      sync.Mutex
	session config.Secret // of the administrator; empty: not signed in
}

// request is a document with its variables.
type request struct {
	op, document string
	variables    map[string]any
	divisible    bool // a page that can be asked for in smaller pieces
}

// ask sends a document and has parse read its data, from scratch for every try. A session
// that has ended is renewed once.
func (c *client) ask(ctx context.Context, r request, parse func(*jsonscan.Scanner)) error {
	if err := c.signIn(ctx, config.Secret{}); err != nil {
		return err
	}
	used := c.current()
	_, err := c.send(ctx, r, parse)
	if !c.shop.Token.Empty() || !errors.Is(err, errForbidden) {
		return err
	}
	if err := c.signIn(ctx, used); err != nil {
		return err
	}
	_, err = c.send(ctx, r, parse)
	return err
}

func (c *client) current() config.Secret {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.session
}

// errForbidden says that who asks may not, or isn't signed in: Vendure says no more.
var errForbidden = errors.New("the shop refuses the request: FORBIDDEN")

const loginDocument = `mutation Login($name: String!, $password: String!) {
  login(username: $name, password: $password, rememberMe: true) { __typename ... on ErrorResult { errorCode } }
}`

// signIn opens a session, where one is needed: there is none, or only the one that has
// ended.
func (c *client) signIn(ctx context.Context, ended config.Secret) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.shop.Token.Empty() || !c.session.Empty() && c.session != ended {
		return nil
	}
	c.session = config.Secret{}
	var kind, code string
	r := request{op: "login", document: loginDocument, variables: map[string]any{"name": c.shop.Key.Reveal(), "password": c.shop.KeySecret.Reveal()}}
	answer, err := c.post(ctx, r, http.Header{}, func(scan *jsonscan.Scanner) {
		scan.Object(func(key string) {
			if key != "login" {
				return
			}
			scan.Object(func(key string) {
				switch key {
				case "__typename":
					kind = scan.Text()
				case "errorCode":
					code = scan.Text()
				}
			})
		})
	})
	if err != nil {
		return err
	}
	token := answer.Header.Get("vendure-auth-token")
	switch {
	case kind != "CurrentUser":
		return &platform.Error{Op: r.op, Status: answer.Status, Err: fmt.Errorf("the shop refuses the login: %s", code), Hint: "check key and key_secret: the name and the password of an administrator"}
	case token == "":
		return &platform.Error{Op: r.op, Status: answer.Status, Err: errors.New("the shop sends no vendure-auth-token"), Hint: `add "bearer" to authOptions.tokenMethod of the Vendure server, or use an API key`}
	}
	c.session = config.NewSecret(token)
	return nil
}

func (c *client) send(ctx context.Context, r request, parse func(*jsonscan.Scanner)) (*platform.Answer, error) {
	header := http.Header{}
	if c.shop.Token.Empty() {
		header.Set("Authorization", "Bearer "+c.current().Reveal())
	} else {
		header.Set("Vendure-Api-Key", c.shop.Token.Reveal())
	}
	return c.post(ctx, r, header, parse)
}

func (c *client) post(ctx context.Context, r request, header http.Header, parse func(*jsonscan.Scanner)) (*platform.Answer, error) {
	body, err := json.Marshal(map[string]any{"query": r.document, "variables": r.variables})
	if err != nil {
		return nil, fmt.Errorf("%s: %w", r.op, err)
	}
	header.Set("Content-Type", "application/json")
	header.Set("Accept", "application/json")
	header.Set("User-Agent", "regulars")
	return c.http.Do(ctx, platform.Call{
		Op: r.op, Method: http.MethodPost, Idempotent: true, Divisible: r.divisible, URL: c.address, Body: body, Header: header,
		Judge: func(a *platform.Answer) *platform.Error { return judge(a, parse) },
	})
}

// judge reads an answer. Vendure answers 200 to nearly everything, and 400 with the same
// frame to documents that it doesn't understand.
func judge(a *platform.Answer, parse func(*jsonscan.Scanner)) *platform.Error {
	if a.Status >= 500 || a.Status == http.StatusTooManyRequests || a.IsHTML() || a.Status >= 300 && a.Status != http.StatusBadRequest {
		return nil
	}
	data, complaints, err := readFrame(a.Body)
	switch {
	case errors.Is(err, jsonscan.ErrTruncated):
		return &platform.Error{Retryable: true, Err: err}
	case err != nil:
		return malformed(err)
	case len(complaints) > 0:
		return faultOf(complaints[0])
	case len(data) == 0 || data[0] != '{':
		return malformed(errors.New("the answer has no data"))
	}
	scan := jsonscan.New(data)
	parse(scan)
	if err := scan.End(); err != nil {
		return malformed(err)
	}
	if wrong := scan.Mismatch(); wrong != "" {
		return malformed(errors.New(wrong))
	}
	return nil
}

func malformed(err error) *platform.Error {
	return &platform.Error{
		Retryable: true, Err: fmt.Errorf("%w: %w", platform.ErrMalformed, err),
		Hint: "something between us and Vendure changes its answers, or the url isn't that of a Vendure server",
	}
}

// complaint is one entry of an answer's errors: its code only, for the message may show
// what was asked for.
type complaint struct{ code string }

func readFrame(body []byte) (data []byte, complaints []complaint, err error) {
	scan := jsonscan.New(bytes.TrimSpace(body))
	scan.Object(func(key string) {
		switch key {
		case "data":
			data = scan.Raw()
		case "errors":
			scan.Array(func() { complaints = append(complaints, readComplaint(scan)) })
		}
	})
	if err := scan.End(); err != nil {
		return nil, nil, err
	}
	if wrong := scan.Mismatch(); wrong != "" {
		return nil, nil, errors.New(wrong)
	}
	return data, complaints, nil
}

func readComplaint(scan *jsonscan.Scanner) (c complaint) {
	scan.Object(func(key string) {
		if key != "extensions" {
			return
		}
		scan.Object(func(key string) {
			if key == "code" {
				c.code = scan.Text()
			}
		})
	})
	return c
}

// faultOf is what an answer's errors mean.
func faultOf(c complaint) *platform.Error {
	switch c.code {
	case "FORBIDDEN":
		return &platform.Error{Err: errForbidden, Hint: "the API key is unknown or revoked, or lacks the permissions ReadOrder and ReadCustomer: look at Settings > API Keys, or at the administrator's roles"}
	case "INTERNAL_SERVER_ERROR":
		return &platform.Error{Retryable: true, Err: errors.New("the shop is failing"), Hint: "it is tried again; look at the Vendure server's own log if this lasts"}
	case "USER_INPUT_ERROR": // too many records at once, for the server's adminListQueryLimit
		return &platform.Error{Slow: true, Err: errors.New("the shop refuses the request: USER_INPUT_ERROR"), Hint: "raise apiOptions.adminListQueryLimit of the Vendure server to 100 or more"}
	}
	return &platform.Error{Err: fmt.Errorf("the shop refuses the request: %s", c.code), Hint: "the queries were written for Vendure 3.5 to 3.7: update the server, or look at its log"}
}
