namespace AgentMemory.Experiments.Ledger;

/// <summary>SQLite's primary result codes that users can do something about (sqlite.org/rescode.html).</summary>
internal static class SqliteCode
{
    public const int Busy = 5;
    public const int Locked = 6;
    public const int ReadOnly = 8;
    public const int Corrupt = 11;
    public const int Full = 13;
    public const int CannotOpen = 14;
    public const int Constraint = 19;
    public const int NotADatabase = 26;

    /// <summary>Extended code: a value of another type than a STRICT table's column takes.</summary>
    public const int ConstraintDataType = 3091;
}
