using AgentMemory.Core;
using Microsoft.Data.Sqlite;

namespace AgentMemory.Memory;

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
    private const int NotADatabase = 26;

    public static UserErrorException Of(string path, SqliteException e) => new(
        e.SqliteErrorCode switch
        {
            Busy or Locked => $"memory store {path} is being written by another process; wait for it or end it, nothing was changed",
            Full => $"memory store {path}: the disk is full; make room and try again, everything that was stored before is still there",
            InputOutput => $"memory store {path} cannot be read or written ({e.Message}); check the disk, what was stored before is kept",
            CannotOpen or ReadOnly => $"memory store {path} cannot be opened for writing; name a file in a folder that can be written",
            NotADatabase or Corrupt => $"{path} is not a memory store or is damaged; name another file or restore a copy",
            _ => $"memory store {path} cannot be used ({e.Message}); name another file",
        },
        e);
}
