package channel

import (
	"net/http"
	"strconv"
	"time"
)

// RetryAfter returns how long a provider asks to wait by its header Retry-After,
// in seconds or as a date (RFC 9110, 10.2.3). It returns 0 where the header is
// missing, past or not readable.
func RetryAfter(header http.Header) time.Duration {
	text := header.Get("Retry-After")
	if seconds, err := strconv.Atoi(text); err == nil {
		return time.Duration(min(max(seconds, 0), maxRetryAfter)) * time.Second
	}
	if at, err := http.ParseTime(text); err == nil {
		return min(max(time.Until(at), 0), maxRetryAfter*time.Second)
	}
	return 0
}

// maxRetryAfter is what a longer wait is cut to, in seconds.
const maxRetryAfter = 24 * 60 * 60
