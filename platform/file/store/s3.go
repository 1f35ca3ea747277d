package store

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path"
	"strings"
	"time"

	"github.com/bmatcuk/doublestar/v4"
	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"

	"regulars/internal/span"
)

// bucketOf returns the parts of s3://bucket/key.
func bucketOf(location string) (bucket, key string, err error) {
	_, rest, _ := strings.Cut(location, "://")
	bucket, key, _ = strings.Cut(rest, "/")
	if bucket == "" || key == "" || strings.Contains(bucket, "@") {
		return "", "", fmt.Errorf("%s names no file: write s3://bucket/folder/*.csv, and the keys as AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY", Shown(location))
	}
	return bucket, key, nil
}

// s3Client is a client by the usual environment: AWS_ACCESS_KEY_ID and the like, the
// shared file of credentials, or the machine's role; AWS_REGION; AWS_ENDPOINT_URL for
// stores other than Amazon's.
func s3Client() (*minio.Client, error) {
	endpoint := cmp.Or(os.Getenv("AWS_ENDPOINT_URL_S3"), os.Getenv("AWS_S3_ENDPOINT"), os.Getenv("AWS_ENDPOINT_URL"))
	options := &minio.Options{
		Creds:  s3Credentials(),
		Secure: true,
		Region: cmp.Or(os.Getenv("AWS_REGION"), os.Getenv("AWS_DEFAULT_REGION")),
	}
	host := "s3.amazonaws.com"
	if endpoint != "" {
		u, err := url.Parse(endpoint)
		if err != nil || u.Host == "" {
			return nil, errors.New("AWS_ENDPOINT_URL must be an address such as https://s3.example.com")
		}
		host, options.Secure, options.BucketLookup = u.Host, u.Scheme != "http", minio.BucketLookupPath
	}
	transport, err := minio.DefaultTransport(options.Secure)
	if err != nil {
		return nil, fmt.Errorf("S3 at %s: %w", host, err)
	}
	options.Transport = span.Transport(transport)
	c, err := minio.New(host, options)
	if err != nil {
		return nil, fmt.Errorf("S3 at %s: %w", host, err)
	}
	return c, nil
}

func s3Credentials() *credentials.Credentials {
	return credentials.NewChainCredentials([]credentials.Provider{
		&credentials.EnvAWS{}, &credentials.FileAWSCredentials{}, &credentials.IAM{Client: &http.Client{Timeout: 3 * time.Second}},
	})
}

func listS3(ctx context.Context, location string) ([]Entry, error) {
	bucket, key, err := bucketOf(location)
	if err != nil {
		return nil, err
	}
	client, err := s3Client()
	if err != nil {
		return nil, err
	}
	if !isGlob(key) {
		info, err := client.StatObject(ctx, bucket, key, minio.StatObjectOptions{})
		if err != nil {
			return nil, s3Error(location, err)
		}
		return []Entry{s3Entry(bucket, key, info)}, nil
	}
	pattern, err := ranges(key)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var entries []Entry
	for info := range client.ListObjects(ctx, bucket, minio.ListObjectsOptions{Prefix: fixed(key), Recursive: true}) {
		if info.Err != nil {
			return nil, s3Error(location, info.Err)
		}
		matches, err := doublestar.Match(pattern, info.Key)
		if err != nil {
			return nil, fmt.Errorf("the pattern %s: %w", location, err)
		}
		if (matches || info.Key == key) && !strings.HasSuffix(info.Key, "/") && !hidden(pattern, path.Base(info.Key)) {
			entries = append(entries, s3Entry(bucket, info.Key, info))
		}
	}
	if len(entries) == 0 {
		return nil, noMatch(location)
	}
	return entries, nil
}

func s3Entry(bucket, key string, info minio.ObjectInfo) Entry {
	return Entry{Path: "s3://" + bucket + "/" + key, Name: path.Base(key), Size: info.Size, Stamp: strings.Trim(info.ETag, `"`)}
}

// s3Error says what a store's error means.
func s3Error(location string, err error) error {
	answer := minio.ToErrorResponse(err)
	switch {
	case answer.Code == minio.NoSuchKey, answer.Code == minio.NoSuchBucket, answer.StatusCode == http.StatusNotFound:
		return noMatch(location)
	case answer.StatusCode == http.StatusForbidden, answer.StatusCode == http.StatusUnauthorized:
		return fmt.Errorf("%s refuses us (%s): give AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or a role, that may list and read it", location, cmp.Or(answer.Code, "HTTP 403"))
	case answer.StatusCode >= 500, answer.StatusCode == http.StatusTooManyRequests, answer.StatusCode == 0:
		return Transient(fmt.Errorf("read %s: %w", location, bare(err)))
	}
	return fmt.Errorf("read %s: %s: look at the bucket, AWS_REGION and AWS_ENDPOINT_URL", location, cmp.Or(answer.Code, fmt.Sprintf("HTTP %d", answer.StatusCode)))
}

func fetchS3(ctx context.Context, e Entry) (*os.File, error) {
	bucket, key, err := bucketOf(e.Path)
	if err != nil {
		return nil, err
	}
	client, err := s3Client()
	if err != nil {
		return nil, err
	}
	object, err := client.GetObject(ctx, bucket, key, minio.GetObjectOptions{})
	if err != nil {
		return nil, s3Error(e.Path, err)
	}
	defer func() { _ = object.Close() }()
	info, err := object.Stat()
	if err != nil {
		return nil, s3Error(e.Path, err)
	}
	return spoolFrom(ctx, e, object, info.Size)
}
