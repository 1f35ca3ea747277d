package woocommerce

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"regulars/platform"
	"regulars/platform/internal/jsonscan"
)

const (
	perPage   = 100 // the API's maximum
	leastPage = 10  // smaller ones would cost a slow shop more than they spare it
)

// listing is what the headers say of a list; -1 where they say nothing.
type listing struct {
	total int
	pages int
}

// get asks for a path below /wp-json/wc/v3/ and has parse read the answer, from
// scratch for every try.
func (s *Source) get(ctx context.Context, op, path string, query url.Values, parse func(*jsonscan.Scanner)) (listing, error) {
	return s.send(ctx, request{op: op, path: "/wp-json/wc/v3/" + path, query: query}, parse)
}

// getPage asks for the page of a list at which a pager stands. Where the shop has not
// the time for one so large, the pager's pages become smaller, for the rest of the load.
func (s *Source) getPage(ctx context.Context, op, path string, query url.Values, at *pager, parse func(*jsonscan.Scanner)) (listing, error) {
	for {
		query.Set("per_page", strconv.Itoa(at.size()))
		query.Set("page", strconv.Itoa(at.Page))
		r := request{op: op, path: "/wp-json/wc/v3/" + path, query: query, divisible: at.size() > leastPage}
		list, err := s.send(ctx, r, parse)
		if !at.shrink(err) {
			return list, err
		}
	}
}

// getByID asks a list for records by their ids, as many at a time as the shop has the
// time for, and calls add after each answer that parse has read.
func (s *Source) getByID(ctx context.Context, op, path string, query url.Values, ids []string, parse func(*jsonscan.Scanner), add func()) error {
	for size := perPage; len(ids) > 0; {
		n := min(size, len(ids))
		query.Set("include", strings.Join(ids[:n], ","))
		query.Set("per_page", strconv.Itoa(perPage))
		r := request{op: op, path: "/wp-json/wc/v3/" + path, query: query, divisible: n > leastPage}
		_, err := s.send(ctx, r, parse)
		if smaller, ok := platform.Smaller(err, n, leastPage); ok {
			size = smaller
			continue
		}
		if err != nil {
			return err
		}
		add()
		ids = ids[n:]
	}
	return nil
}

// request is a GET of a path of the shop.
type request struct {
	op, path  string
	query     url.Values
	divisible bool
}

// send asks the shop. Some servers drop the header that holds the key, and the shop then
// refuses who seems to have none: it is asked once more with the key in the query, which
// WooCommerce takes over TLS, and on like that where this is the reason.
func (s *Source) send(ctx context.Context, r request, parse func(*jsonscan.Scanner)) (listing, error) {
	inQuery := s.keyInQuery.Load() || s.base.Scheme != "https" // WordPress takes the header over TLS only
	list, err := s.sendKey(ctx, r, inQuery, parse)
	var fault *platform.Error
	if inQuery || !errors.As(err, &fault) || fault.Status != http.StatusUnauthorized {
		return list, err
	}
	list, again := s.sendKey(ctx, r, true, parse)
	if again != nil {
		return listing{}, err
	}
	if !s.keyInQuery.Swap(true) {
		s.http.Notice("the server drops the Authorization header: the key is sent in the query instead, where it stands in the server's log")
	}
	return list, nil
}

func (s *Source) sendKey(ctx context.Context, r request, inQuery bool, parse func(*jsonscan.Scanner)) (listing, error) {
	query := r.query
	header := http.Header{"Accept": {"application/json"}, "User-Agent": {"regulars"}}
	if !inQuery {
		pair := s.shop.Key.Reveal() + ":" + s.shop.KeySecret.Reveal()
		header.Set("Authorization", "Basic "+base64.StdEncoding.EncodeToString([]byte(pair)))
	} else {
		query = withKey(query, s.shop.Key.Reveal(), s.shop.KeySecret.Reveal())
	}
	address := s.base.String() + r.path
	if len(query) > 0 {
		address += "?" + query.Encode()
	}
	answer, err := s.http.Do(ctx, platform.Call{
		Op: r.op, URL: address, Header: header, Divisible: r.divisible,
		Judge: func(a *platform.Answer) *platform.Error { return judge(a, parse) },
	})
	if err != nil {
		return listing{}, err
	}
	return listing{
		total: number(answer.Header.Get("X-WP-Total")),
		pages: number(answer.Header.Get("X-WP-TotalPages")),
	}, nil
}

// withKey adds the key to the query.
func withKey(query url.Values, key, secret string) url.Values {
	signed := url.Values{"consumer_key": {key}, "consumer_secret": {secret}}
	for name, values := range query {
		signed[name] = values
	}
	return signed
}

func number(text string) int {
	n, err := strconv.Atoi(text)
	if err != nil {
		return -1
	}
	return n
}

func judge(a *platform.Answer, parse func(*jsonscan.Scanner)) *platform.Error {
	switch {
	case a.Status >= 500 || a.Status == http.StatusTooManyRequests || a.IsHTML():
		return nil
	case a.Status >= 300:
		return refusal(a)
	}
	scan := jsonscan.New(a.Body)
	if scan.IsNull() {
		scan.Lacks("list or record")
	}
	parse(scan)
	if err := scan.End(); err != nil {
		return malformed(err)
	}
	if wrong := scan.Mismatch(); wrong != "" {
		return malformed(errors.New("the answer has another shape than a list or a record"))
	}
	return nil
}

// malformed is always worth another try; an answer that came whole and is
// wrong all the same only a few.
func malformed(err error) *platform.Error {
	hint := "a plugin may print into the API's answers: switch WP_DEBUG_DISPLAY off and look at the shop's error log"
	if errors.Is(err, jsonscan.ErrTruncated) {
		return &platform.Error{Retryable: true, Err: err, Hint: hint}
	}
	return &platform.Error{Retryable: true, Err: fmt.Errorf("%w: %w", platform.ErrMalformed, err), Hint: hint}
}

// refusal reads WooCommerce's error body, whose data may be an object or a number.
func refusal(a *platform.Answer) *platform.Error {
	var code, message string
	scan := jsonscan.New(a.Body)
	scan.Object(func(key string) {
		switch key {
		case "code":
			code = scan.Text()
		case "message":
			message = scan.Text()
		}
	})
	f := &platform.Error{Err: errors.New("the shop refuses the request"), Hint: hints[code]}
	if code != "" {
		f.Err = refused{code}
	}
	if code == "rest_invalid_param" {
		f.Err = fmt.Errorf("the shop refuses the request: %s", message)
		f.Hint = "the shop's WooCommerce may be older than 5.8: update it"
	}
	if f.Hint == "" && (a.Status == http.StatusUnauthorized || a.Status == http.StatusForbidden) {
		f.Hint = "check key and key_secret and that the key may read"
	}
	if f.Hint == "" && a.Status == http.StatusNotFound {
		f.Hint = hints["rest_no_route"]
	}
	return f
}

// refused is WooCommerce's own code of a refusal.
type refused struct{ code string }

func (r refused) Error() string { return "the shop refuses the request: " + r.code }

// isDeleted reports whether the shop says that there is no record of an id. Any
// other 404, such as of a proxy or of a site without WooCommerce, says nothing.
func isDeleted(err error) bool {
	var said refused
	return isMissing(err) && errors.As(err, &said) && slices.Contains(invalidIDs, said.code)
}

var invalidIDs = []string{"woocommerce_rest_shop_order_invalid_id", "woocommerce_rest_invalid_id", "woocommerce_rest_customer_invalid_id", "woocommerce_rest_product_invalid_id"}

var hints = map[string]string{
	"woocommerce_rest_cannot_view":          "the key is unknown, may not read, or its user is no shop manager; behind a proxy the shop must also know that it is reached over https (X-Forwarded-Proto)",
	"woocommerce_rest_authentication_error": "the key_secret doesn't belong to the key",
	"rest_no_route":                         "no WooCommerce REST API at this url: check the url, that WooCommerce is active, and that Settings > Permalinks is not Plain",
}

// skipAll reads nothing of an answer but checks it.
func skipAll(scan *jsonscan.Scanner) { scan.Raw() }
