// Package config reads the one YAML file: brands, shops, lifecycle rules,
// campaigns and channels; typed, validated all at once, each mistake with its
// line and its remedy. Secrets come only as ${ENV} or from a *_file key.
package config
