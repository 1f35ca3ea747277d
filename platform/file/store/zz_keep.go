package store

import (
	_ "github.com/minio/minio-go/v7"
	_ "github.com/parquet-go/parquet-go"
	_ "github.com/pkg/sftp"
	_ "golang.org/x/crypto/ssh"
)
