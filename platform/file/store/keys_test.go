package store

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/rsa"
	"encoding/pem"
	"errors"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/crypto/ssh"
	"golang.org/x/crypto/ssh/agent"
	"golang.org/x/crypto/ssh/knownhosts"
)

// writeKey writes a new private key into a file, and returns its public one.
func writeKey(t *testing.T, name, phrase string) ssh.PublicKey {
	t.Helper()
	_, private, err := ed25519.GenerateKey(rand.Reader)
	require.NoError(t, err)
	block, err := ssh.MarshalPrivateKey(private, "")
	if phrase != "" {
		block, err = ssh.MarshalPrivateKeyWithPassphrase(private, "", []byte(phrase))
	}
	require.NoError(t, err)
	require.NoError(t, os.MkdirAll(filepath.Dir(name), 0o700))
	require.NoError(t, os.WriteFile(name, pem.EncodeToMemory(block), 0o600))
	public, err := ssh.NewPublicKey(private.Public())
	require.NoError(t, err)
	return public
}

// The key that is declared is used or is an error; else the first of the user's without a
// passphrase, and without one none.
func TestWhichKey(t *testing.T) {
	home := t.TempDir()
	t.Setenv("HOME", home)
	t.Setenv(envKeyFile, "")
	t.Setenv(envPassphrase, "")
	signer, err := keyFile()
	require.NoError(t, err)
	require.Nil(t, signer)

	writeKey(t, filepath.Join(home, ".ssh", "id_ed25519"), "locked")
	second := writeKey(t, filepath.Join(home, ".ssh", "id_ecdsa"), "")
	writeKey(t, filepath.Join(home, ".ssh", "id_rsa"), "")
	signer, err = keyFile()
	require.NoError(t, err)
	require.Equal(t, second, signer.PublicKey())

	declared := filepath.Join(home, "key")
	public := writeKey(t, declared, "locked")
	t.Setenv(envKeyFile, declared)
	_, err = keyFile()
	require.ErrorContains(t, err, "give its passphrase as "+envPassphrase)
	t.Setenv(envPassphrase, "wrong")
	_, err = keyFile()
	require.ErrorContains(t, err, "can't be used")
	t.Setenv(envPassphrase, "locked")
	signer, err = keyFile()
	require.NoError(t, err)
	require.Equal(t, public, signer.PublicKey())
	t.Setenv(envKeyFile, filepath.Join(home, "lost"))
	_, err = keyFile()
	require.ErrorContains(t, err, envKeyFile)
	_, _, err = sshMethods(&url.URL{})
	require.Error(t, err, "the agent isn't asked instead")
}

// We prove who we are by the password of the address or the environment, and by a key file; the
// agent is asked where there is no file.
func TestWaysToProveWhoWeAre(t *testing.T) {
	home := t.TempDir()
	for _, name := range []string{envKeyFile, envPassphrase, envPassword, "SSH_AUTH_SOCK"} {
		t.Setenv(name, "")
	}
	t.Setenv("HOME", home)
	ways := func(user *url.Userinfo) int {
		methods, done, err := sshMethods(&url.URL{User: user})
		require.NoError(t, err)
		done()
		return len(methods)
	}
	require.Equal(t, 0, ways(url.User("ann")))
	require.Equal(t, 2, ways(url.UserPassword("ann", "s3cret")), "as a password, and as an answer to questions")
	t.Setenv(envPassword, "s3cret")
	require.Equal(t, 2, ways(url.User("ann")))
	require.Equal(t, 0, ways(url.UserPassword("ann", "")), "an empty password of the address is none")

	listener, err := net.Listen("unix", filepath.Join(home, "agent"))
	require.NoError(t, err)
	defer func() { _ = listener.Close() }()
	left := make(chan error, 10)
	go func() {
		for {
			c, err := listener.Accept()
			if err != nil {
				return
			}
			left <- agent.ServeAgent(agent.NewKeyring(), c)
		}
	}()
	t.Setenv("SSH_AUTH_SOCK", listener.Addr().String())
	require.Equal(t, 3, ways(url.User("ann")))
	require.Error(t, <-left, "its connection ends")
	writeKey(t, filepath.Join(home, ".ssh", "id_rsa"), "")
	require.Equal(t, 3, ways(url.User("ann")), "the file instead of the agent")
	t.Setenv("SSH_AUTH_SOCK", filepath.Join(home, "nobody"))
	t.Setenv(envKeyFile, "")
	require.NoError(t, os.Remove(filepath.Join(home, ".ssh", "id_rsa")))
	require.Equal(t, 2, ways(url.User("ann")), "an agent that isn't there is no fault")
}

// A server has to show one of the keys that are known of it, of the kinds that are known; one
// that isn't known is named with how to get to know it.
func TestKeysOfServers(t *testing.T) {
	home := t.TempDir()
	t.Setenv("HOME", home)
	t.Setenv(envKnownHosts, "")
	require.Equal(t, filepath.Join(home, ".ssh", "known_hosts"), knownHostsFile())
	known := filepath.Join(home, "known")
	t.Setenv(envKnownHosts, known)
	private, err := rsa.GenerateKey(rand.Reader, 2048)
	require.NoError(t, err)
	key, err := ssh.NewPublicKey(private.Public())
	require.NoError(t, err)
	other := writeKey(t, filepath.Join(home, "other"), "")

	check, kinds, err := hostKeys("h.test:22")
	require.NoError(t, err)
	require.Empty(t, kinds, "nothing is known")
	u := &url.URL{Scheme: "sftp", Host: "h.test", User: url.UserPassword("ann", "s3cret")}
	err = handshakeError(u, "h.test:22", check("h.test:22", &net.TCPAddr{}, key))
	require.ErrorContains(t, err, "run: ssh-keyscan -p 22 h.test >> "+known)
	require.ErrorContains(t, err, "ssh-rsa "+ssh.FingerprintSHA256(key))

	require.NoError(t, os.WriteFile(known, []byte(knownhosts.Line([]string{"h.test"}, key)+"\n"), 0o600))
	check, kinds, err = hostKeys("h.test:22")
	require.NoError(t, err)
	require.Equal(t, []string{ssh.KeyAlgoRSASHA512, ssh.KeyAlgoRSASHA256, ssh.KeyAlgoRSA}, kinds)
	require.NoError(t, check("h.test:22", &net.TCPAddr{}, key))
	err = handshakeError(u, "h.test:22", check("h.test:22", &net.TCPAddr{}, other))
	require.ErrorContains(t, err, "shows another key")
	require.ErrorContains(t, err, known+" line 1")
	require.False(t, IsTransient(err))

	require.NoError(t, os.WriteFile(known, []byte(knownhosts.Line([]string{"h.test"}, other)+"\n"), 0o600))
	_, kinds, err = hostKeys("h.test:22")
	require.NoError(t, err)
	require.Equal(t, []string{ssh.KeyAlgoED25519}, kinds)
	require.NoError(t, os.WriteFile(known, []byte("h.test no key\n"), 0o600))
	_, _, err = hostKeys("h.test:22")
	require.ErrorContains(t, err, "read the known hosts")

	require.True(t, IsTransient(handshakeError(u, "h.test:22", &net.OpError{Op: "read", Err: errors.New("reset")})))
	err = handshakeError(u, "h.test:22", errors.New("no method"))
	require.ErrorContains(t, err, "refuses ann")
	require.False(t, IsTransient(err))
}

// Of a server without a port the usual one is dialled; that it can't be may go away.
func TestDialling(t *testing.T) {
	t.Setenv("HOME", t.TempDir())
	t.Setenv(envKnownHosts, "")
	_, err := List(t.Context(), "sftp://ann:s3cret@127.0.0.1:1/o.csv")
	require.ErrorContains(t, err, "dial sftp://127.0.0.1:1")
	require.True(t, IsTransient(err))
	t.Setenv(envKeyFile, "/lost")
	_, err = List(t.Context(), "sftp://ann@127.0.0.1:1/o.csv")
	require.ErrorContains(t, err, envKeyFile)
}
