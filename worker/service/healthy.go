package service

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"
)

// askedWithin is how long a worker may take to say whether it works.
const askedWithin = 3 * time.Second

// AskReady asks the worker that listens at host:port whether it works, as an image does
// that holds nothing but the worker. It returns an error that says what the worker waits for.
func AskReady(address string) error {
	asking := http.Client{Timeout: askedWithin}
	answer, err := asking.Get("http://" + address + "/readyz")
	if err != nil {
		return fmt.Errorf("no worker answers at %s: %w", address, err)
	}
	defer func() { _ = answer.Body.Close() }()
	text, _ := io.ReadAll(io.LimitReader(answer.Body, 1000))
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("the worker at %s is not ready: %s", address, strings.TrimSpace(string(text)))
	}
	return nil
}
