using AgentMemory.Core;
using Microsoft.Data.Sqlite;

namespace AgentMemory.Memory.Database;

/// <summary>What SQLite refuses, in words that name the file and the remedy (codes: sqlite.org/rescode.html).</summary>
internal static class StoreFault
{
    private const int Busy = 5;
    private const int Locked = 6;
    private const int ReadOnly = 8;
    private const int InputOutput = 10;
    private const int Corrupt = 11;
    private const int Full = 13;
    private const int CannotOpen = 14;
    private const int Constraint = 19;
    private const int NotADatabase = 26;

    /// <param name="path">The store's file.</param>
    /// <param name="e">What SQLite said.</param>
    /// <param name="isReading">Whether the store was opened for reading alone.</param>
    public static UserErrorException Of(string path, SqliteException e, bool isReading) => new(
        e.SqliteErrorCode switch
        {
            CannotOpen or ReadOnly when isReading =>
                $"memory store {path} cannot be read here: its latest writes are still in {path}-wal, and SQLite must write beside it to "
                + "read them; open it once where it can be written, or copy both files into such a folder",
            Constraint => $"memory store {path} holds what this program does not write ({e.Message}); nothing was changed, restore a copy",
            Busy or Locked => $"memory store {path} is being written by another process; wait for it or end it, nothing was changed",
            Full => $"memory store {path}: the disk is full; make room and try again, everything that was stored before is still there",
            InputOutput => $"memory store {path} cannot be read or written ({e.Message}); check the disk, what was stored before is kept",
            CannotOpen or ReadOnly => $"memory store {path} cannot be opened for writing; name a file in a folder that can be written",
            NotADatabase or Corrupt => $"{path} is not a memory store or is damaged; name another file or restore a copy",
            _ => $"memory store {path} cannot be used ({e.Message}); name another file",
        },
        e);
}
