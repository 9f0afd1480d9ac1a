// Minimum: Go 1.19

// Package shims is a twin of the bug in Go, to read beside the Rust: the same watcher, the same spent
// context, the same steps. It is written for this workbook and is not containerd's code.
package shims

import (
	"context"
	"errors"
	"sync"
	"time"
)

// ErrNotFound says that neither a shim nor a process of the container is left.
var ErrNotFound = errors.New("not found")

// Connection is a connection to a shim. Its context is cancelled when it is closed.
type Connection struct {
	Shim   uint64
	Closed context.Context
}

// Shims are the shims of this host. A call ends with the error of its context once that is cancelled.
type Shims interface {
	Start(ctx context.Context, id string) (*Connection, error)
	Find(ctx context.Context, id string) (*Connection, error)
	Kill(ctx context.Context, id string) error
}

// Manager keeps a record of each container. mu guards records: the shim of each id, 0 while it starts.
// The map is made by its constructor, which is left out.
type Manager struct {
	shims Shims
	tasks sync.WaitGroup

	mu      sync.Mutex
	records map[string]uint64
}

// Create starts a container. ctx is the request's.
func (m *Manager) Create(ctx context.Context, id string) error {
	m.mu.Lock()
	if _, taken := m.records[id]; taken {
		m.mu.Unlock()
		return errors.New("already exists")
	}
	m.records[id] = 0
	m.mu.Unlock()
	conn, err := m.shims.Start(ctx, id)
	if err != nil {
		m.tasks.Add(1)
		go m.rollBack(id)
		return err
	}
	m.mu.Lock()
	m.records[id] = conn.Shim
	m.mu.Unlock()
	go m.watch(id, conn) // not counted in tasks: it lives as long as its container
	return nil
}

// rollBack is detached from the request on purpose. It has a limit, and Shutdown waits for it.
func (m *Manager) rollBack(id string) {
	defer m.tasks.Done()
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	_ = m.shims.Kill(ctx, id)
	m.Delete(id)
}

// watch asks with the context that has just been cancelled, takes every error for ErrNotFound, and
// deletes by id, whoever has that id by now.
func (m *Manager) watch(id string, conn *Connection) {
	for {
		ctx := conn.Closed
		<-ctx.Done()
		next, err := m.shims.Find(ctx, id)
		if err != nil {
			m.Delete(id)
			return
		}
		conn = next
	}
}

// Delete removes a record.
func (m *Manager) Delete(id string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.records, id)
}

// Shutdown waits for the roll-backs, and for no watcher.
func (m *Manager) Shutdown() {
	m.tasks.Wait()
}
