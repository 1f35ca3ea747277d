// Package platform is where orders come from: one package per platform, all
// behind Source. It knows nothing of ClickHouse; activities carry its pages
// there. Adding a platform is adding a package.
package platform
