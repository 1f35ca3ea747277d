package codec

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	commonpb "go.temporal.io/api/common/v1"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/converter"
	"go.temporal.io/sdk/temporal"
	"google.golang.org/protobuf/proto"

	"regulars/config"
)

// encoding marks the payloads that this codec has encrypted; keyID in their
// metadata says with which key, so that keys can change.
const (
	encoding    = "binary/encrypted-aes-256-gcm"
	keyMetadata = "encryption-key-id"
)

// Apply makes a client encrypt payloads and error texts with the key, and read those of
// other keys, too; empty ones are none. Without a key it changes nothing.
func Apply(options *client.Options, key config.Secret, others ...config.Secret) error {
	if key.Empty() {
		return nil
	}
	data, err := Converter(key, others...)
	if err != nil {
		return err
	}
	options.DataConverter = data
	options.FailureConverter = temporal.NewDefaultFailureConverter(temporal.DefaultFailureConverterOptions{
		DataConverter: options.DataConverter, EncodeCommonAttributes: true,
	})
	return nil
}

// Converter reads and writes payloads with the key, and reads those of the others, too;
// without a key it reads and writes plain ones.
func Converter(key config.Secret, others ...config.Secret) (converter.DataConverter, error) {
	if key.Empty() {
		return converter.GetDefaultDataConverter(), nil
	}
	c, err := New(key, others...)
	if err != nil {
		return nil, err
	}
	return converter.NewCodecDataConverter(converter.GetDefaultDataConverter(), c), nil
}

// New makes a payload codec of AES-256-GCM; keys are hashed to their length. It writes
// with the key, and reads what the others wrote, too; empty ones are none.
func New(key config.Secret, others ...config.Secret) (converter.PayloadCodec, error) {
	c := &aesGCM{aeads: map[string]cipher.AEAD{}}
	for _, one := range append([]config.Secret{key}, others...) {
		if one.Empty() {
			continue
		}
		id, aead, err := open(one)
		if err != nil {
			return nil, err
		}
		c.aeads[id] = aead
		if c.keyID == "" {
			c.keyID = id
		}
	}
	return c, nil
}

// open returns a key's cipher, and the id by which payloads name it.
func open(key config.Secret) (id string, aead cipher.AEAD, err error) {
	sum := sha256.Sum256([]byte(key.Reveal()))
	block, err := aes.NewCipher(sum[:])
	if err != nil {
		return "", nil, fmt.Errorf("payload key: %w", err)
	}
	aead, err = cipher.NewGCM(block)
	if err != nil {
		return "", nil, fmt.Errorf("payload key: %w", err)
	}
	named := sha256.Sum256(sum[:])
	return hex.EncodeToString(named[:6]), aead, nil
}

type aesGCM struct {
	aeads map[string]cipher.AEAD // by key id
	keyID string                 // of the key that writes
}

// Encode encrypts whole payloads, their metadata included.
func (c *aesGCM) Encode(payloads []*commonpb.Payload) ([]*commonpb.Payload, error) {
	aead := c.aeads[c.keyID]
	encrypted := make([]*commonpb.Payload, len(payloads))
	for i, p := range payloads {
		plain, err := proto.Marshal(p)
		if err != nil {
			return nil, fmt.Errorf("encrypt a payload: %w", err)
		}
		nonce := make([]byte, aead.NonceSize(), aead.NonceSize()+len(plain)+aead.Overhead())
		if _, err := rand.Read(nonce); err != nil {
			return nil, fmt.Errorf("encrypt a payload: %w", err)
		}
		encrypted[i] = &commonpb.Payload{
			Metadata: map[string][]byte{converter.MetadataEncoding: []byte(encoding), keyMetadata: []byte(c.keyID)},
			Data:     aead.Seal(nonce, nonce, plain, nil),
		}
	}
	return encrypted, nil
}

// Decode decrypts what Encode made and leaves everything else as it is, such as
// what was written before there was a key.
func (c *aesGCM) Decode(payloads []*commonpb.Payload) ([]*commonpb.Payload, error) {
	plain := make([]*commonpb.Payload, len(payloads))
	for i, p := range payloads {
		if string(p.GetMetadata()[converter.MetadataEncoding]) != encoding {
			plain[i] = p
			continue
		}
		decrypted, err := c.decrypt(p)
		if err != nil {
			return nil, err
		}
		plain[i] = decrypted
	}
	return plain, nil
}

func (c *aesGCM) decrypt(p *commonpb.Payload) (*commonpb.Payload, error) {
	id := string(p.GetMetadata()[keyMetadata])
	aead, known := c.aeads[id]
	if !known {
		return nil, fmt.Errorf("a payload was encrypted with the key %s, and privacy.payload_key is the key %s: put the old key back, or write it as payload_key_other, until its workflows have ended", id, c.keyID)
	}
	n := aead.NonceSize()
	if len(p.GetData()) < n {
		return nil, fmt.Errorf("a payload of %d bytes is too short to be encrypted", len(p.GetData()))
	}
	data, err := aead.Open(nil, p.GetData()[:n], p.GetData()[n:], nil)
	if err != nil {
		return nil, fmt.Errorf("decrypt a payload: %w", err)
	}
	var decrypted commonpb.Payload
	if err := proto.Unmarshal(data, &decrypted); err != nil {
		return nil, fmt.Errorf("decrypt a payload: %w", err)
	}
	return &decrypted, nil
}
