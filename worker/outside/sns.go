package outside

import (
	"context"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"regulars/answer"
)

const (
	maxCertificate  = 64 << 10 // bytes
	maxCertificates = 16
)

// certificates are those that Amazon's hosts gave, whose addresses the reader has
// checked. Who makes up addresses of that host gets few of them fetched.
type certificates struct {
	client *http.Client
	pace   *rate.Limiter
	mu     sync.Mutex
	known  map[string]*x509.Certificate
}

func newCertificates() *certificates {
	return &certificates{
		client: &http.Client{Timeout: 10 * time.Second, CheckRedirect: noRedirect},
		pace:   rate.NewLimiter(1, 5), known: map[string]*x509.Certificate{},
	}
}

// noRedirect follows nothing: another host is not Amazon's.
func noRedirect(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

// get is answer.Certificates.
func (c *certificates) get(address string) (*x509.Certificate, error) {
	c.mu.Lock()
	known := c.known[address]
	c.mu.Unlock()
	if known != nil {
		return known, answer.CheckCertificate(known, time.Now())
	}
	if !c.pace.Allow() {
		return nil, errors.New("too many certificates are asked for at once")
	}
	text, err := c.fetch(context.Background(), address)
	if err != nil {
		return nil, err
	}
	block, _ := pem.Decode(text)
	if block == nil {
		return nil, fmt.Errorf("it is no certificate: %w", answer.ErrForged)
	}
	found, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		return nil, fmt.Errorf("it is no certificate: %w", answer.ErrForged)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.known) >= maxCertificates {
		clear(c.known)
	}
	c.known[address] = found
	return found, answer.CheckCertificate(found, time.Now())
}

// call calls an address of Amazon's that confirms something.
func (c *certificates) call(ctx context.Context, address string) error {
	_, err := c.fetch(ctx, address)
	return err
}

func (c *certificates) fetch(ctx context.Context, address string) ([]byte, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, errors.New("it is no address")
	}
	response, err := c.client.Do(request)
	if err != nil {
		return nil, errors.New("amazon's host doesn't answer") // the error would quote the token
	}
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(io.LimitReader(response.Body, maxCertificate))
	if err != nil || response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("amazon's host answers %d", response.StatusCode)
	}
	return text, nil
}
