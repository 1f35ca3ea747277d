package adlist

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"golang.org/x/oauth2"
	"golang.org/x/oauth2/jwt"

	"regulars/channel"
	"regulars/channel/exchange"
	"regulars/config/adlist"
	"regulars/config/loopback"
)

const (
	googleAPI   = "https://datamanager.googleapis.com"
	googleScope = "https://www.googleapis.com/auth/datamanager"
	googleToken = "https://oauth2.googleapis.com/token"
)

type google struct {
	*exchange.Client
	list   adlist.List
	tokens oauth2.TokenSource
}

// serviceAccount is what is read of the JSON key of a service account.
type serviceAccount struct {
	Email   string `json:"client_email"`
	Key     string `json:"private_key"`
	KeyID   string `json:"private_key_id"`
	TokenAt string `json:"token_uri"`
}

func newGoogle(l adlist.List) (*google, error) {
	var key serviceAccount
	if err := json.Unmarshal([]byte(l.ServiceAccount.Reveal()), &key); err != nil || key.Email == "" || key.Key == "" {
		return nil, fmt.Errorf("the ad list %s: service_account is no JSON key of a service account: download it from the Google Cloud console", l.Name)
	}
	at, err := url.Parse(key.TokenAt)
	if err != nil || key.TokenAt != googleToken && !loopback.Is(at.Hostname()) {
		return nil, fmt.Errorf("the ad list %s: service_account asks %q for its tokens: only %s is asked", l.Name, key.TokenAt, googleToken)
	}
	client := clientOf(l)
	settings := jwt.Config{Email: key.Email, PrivateKey: []byte(key.Key), PrivateKeyID: key.KeyID, TokenURL: key.TokenAt, Scopes: []string{googleScope}}
	return &google{client, l, settings.TokenSource(context.WithValue(context.Background(), oauth2.HTTPClient, client.HTTP))}, nil
}

// The request of the Data Manager API.
type (
	googleAccount struct {
		Type string `json:"accountType"`
		ID   string `json:"accountId"`
	}
	googleDestination struct {
		Login     *googleAccount `json:"loginAccount,omitempty"`
		Operating googleAccount  `json:"operatingAccount"`
		ListID    string         `json:"productDestinationId"`
	}
	googleIdentifier struct {
		Email string `json:"emailAddress,omitempty"`
		Phone string `json:"phoneNumber,omitempty"`
	}
	googleUser struct {
		Identifiers []googleIdentifier `json:"userIdentifiers"`
	}
	googleMember struct {
		User googleUser `json:"userData"`
	}
	googleConsent struct {
		UserData        string `json:"adUserData"`
		Personalization string `json:"adPersonalization"`
	}
	googleTerms struct {
		CustomerMatch string `json:"customerMatchTermsOfServiceStatus"`
	}
	googleRequest struct {
		Destinations []googleDestination `json:"destinations"`
		Members      []googleMember      `json:"audienceMembers"`
		Consent      *googleConsent      `json:"consent,omitempty"`
		Encoding     string              `json:"encoding"`
		Terms        *googleTerms        `json:"termsOfService,omitempty"`
		Validate     bool                `json:"validateOnly,omitempty"`
	}
)

// Add puts people onto the user list: all of them have consented, or they wouldn't be here.
func (g *google) Add(ctx context.Context, people []Person) error {
	return g.post(ctx, ingest, g.adding(people))
}

const ingest = "audienceMembers:ingest"

func (g *google) adding(people []Person) googleRequest {
	r := g.request(people)
	r.Consent = &googleConsent{"CONSENT_GRANTED", "CONSENT_GRANTED"}
	r.Terms = &googleTerms{"ACCEPTED"}
	return r
}

// Check asks to validate a request that would put somebody who doesn't exist onto the list,
// and not to do it.
func (g *google) Check(ctx context.Context) error {
	r := g.adding([]Person{forms[adlist.Google].Person("nobody@example.com", "")})
	r.Validate = true
	return g.post(ctx, ingest, r)
}

// Remove takes people off the user list.
func (g *google) Remove(ctx context.Context, people []Person) error {
	return g.post(ctx, "audienceMembers:remove", g.request(people))
}

func (g *google) request(people []Person) googleRequest {
	to := googleDestination{Operating: googleAccount{"GOOGLE_ADS", g.list.Account}, ListID: g.list.ID}
	if g.list.LoginAccount != "" {
		to.Login = &googleAccount{"GOOGLE_ADS", g.list.LoginAccount}
	}
	r := googleRequest{Destinations: []googleDestination{to}, Encoding: "HEX"}
	for _, p := range people {
		var known []googleIdentifier
		if p.Email != "" {
			known = append(known, googleIdentifier{Email: p.Email})
		}
		if p.Phone != "" {
			known = append(known, googleIdentifier{Phone: p.Phone})
		}
		if len(known) > 0 {
			r.Members = append(r.Members, googleMember{googleUser{known}})
		}
	}
	return r
}

func (g *google) post(ctx context.Context, method string, r googleRequest) error {
	if len(r.Members) == 0 {
		return nil
	}
	if len(r.Members) > Most {
		return fmt.Errorf("%d people in one call to google: at most %d", len(r.Members), Most)
	}
	body, err := json.Marshal(r)
	if err != nil {
		return fmt.Errorf("the people of a call to google: %w", err)
	}
	token, err := g.tokens.Token()
	if err != nil {
		return g.untrusted(err)
	}
	c := call{method: http.MethodPost, address: g.address() + "/v1/" + method, body: body, header: http.Header{
		"Content-Type": {"application/json"}, "Authorization": {"Bearer " + token.AccessToken},
	}}
	return c.make(ctx, g.Client, g.judge)
}

func (g *google) address() string {
	if g.list.Endpoint != "" {
		return strings.TrimSuffix(g.list.Endpoint, "/")
	}
	return googleAPI
}

// untrusted says why there is no access token, without what the answer quotes.
func (g *google) untrusted(err error) error {
	var answered *oauth2.RetrieveError
	if errors.As(err, &answered) && answered.Response != nil && answered.Response.StatusCode < 500 {
		return g.Refused("access", "HTTP "+answered.Response.Status, "check the key in service_account: was it revoked?")
	}
	return &channel.Error{Op: "google access", Retryable: true, Err: errors.New("no access token came"), Hint: "check the network if it lasts"}
}

type googleError struct {
	Status string `json:"status"`
}

func (g *google) judge(a exchange.Answer) *exchange.Verdict {
	said := errorOf[googleError](a)
	switch {
	case a.Status == http.StatusOK:
		return nil
	case a.Status == http.StatusTooManyRequests:
		v := g.TooMany(said.Status, channel.RetryAfter(a.Header))
		return &v
	case a.Status >= 500:
		return later(g.Client, a)
	case a.Status == http.StatusUnauthorized || a.Status == http.StatusForbidden:
		return refused(g.Client, said.Status, "HTTP "+a.Code(), "give the service account write access to the Google Ads account")
	}
	return refused(g.Client, said.Status, "HTTP "+a.Code(), "check id, account and login_account")
}
