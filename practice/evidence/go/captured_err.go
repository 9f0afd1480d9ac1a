// Minimum: Go 1.19
package main

import (
	"errors"
	"fmt"
	"sync"
)

// stopAll starts one goroutine for each id. turns puts their assignments in
// an order; without it there is a data race as well.
func stopAll(ids []string, stop func(string) error, turns map[string]chan struct{}) error {
	var err error
	var all sync.WaitGroup
	for _, id := range ids {
		id := id
		all.Add(1)
		go func() {
			defer all.Done()
			<-turns[id]
			err = stop(id)
			fmt.Println(id, "assigns", err)
			if id == "first" {
				close(turns["second"])
			}
		}()
	}
	close(turns["first"])
	all.Wait()
	return err
}

func main() {
	stop := func(id string) error {
		if id == "first" {
			return errors.New("busy")
		}
		return nil
	}
	turns := map[string]chan struct{}{"first": make(chan struct{}), "second": make(chan struct{})}
	fmt.Println("returned:", stopAll([]string{"first", "second"}, stop, turns))
}
