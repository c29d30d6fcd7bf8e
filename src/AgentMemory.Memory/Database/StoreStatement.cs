using System.Globalization;
using AgentMemory.Core;
using Microsoft.Data.Sqlite;

namespace AgentMemory.Memory.Database;

/// <summary>A statement that is prepared once and run many times; its parameters are ?1, ?2 and so on.</summary>
internal sealed class StoreStatement : IDisposable
{
    private readonly SqliteCommand _command;
    private readonly Func<SqliteException, UserErrorException> _fault;

    /// <param name="connection">The file's.</param>
    /// <param name="fault">What SQLite refuses, in words that name the file.</param>
    /// <param name="sql">The statement.</param>
    public StoreStatement(SqliteConnection connection, Func<SqliteException, UserErrorException> fault, string sql)
    {
        _command = connection.CreateCommand();
        _command.CommandText = sql;
        _fault = fault;
    }

    /// <summary>Runs it for its effect.</summary>
    public void Run(params ReadOnlySpan<object?> values)
    {
        Bind(values);
        try
        {
            _command.ExecuteNonQuery();
        }
        catch (SqliteException e)
        {
            throw _fault(e);
        }
    }

    /// <summary>The first column of the first row as a whole number; null without a row or a value.</summary>
    public long? Number(params ReadOnlySpan<object?> values) =>
        Scalar(values) is { } value and not DBNull ? Convert.ToInt64(value, CultureInfo.InvariantCulture) : null;

    /// <summary>The first column of the first row as text; null without a row or a value.</summary>
    public string? Text(params ReadOnlySpan<object?> values) => Scalar(values) as string;

    /// <summary>Every row, read by the function.</summary>
    public List<T> Rows<T>(Func<SqliteDataReader, T> read, params ReadOnlySpan<object?> values)
    {
        var rows = new List<T>();
        ForEach(row => rows.Add(read(row)), values);
        return rows;
    }

    /// <summary>Hands every row on, one at a time.</summary>
    public void ForEach(Action<SqliteDataReader> take, params ReadOnlySpan<object?> values)
    {
        Bind(values);
        try
        {
            using var reader = _command.ExecuteReader();
            while (reader.Read())
            {
                take(reader);
            }
        }
        catch (SqliteException e)
        {
            throw _fault(e);
        }
    }

    public void Dispose() => _command.Dispose();

    private object? Scalar(ReadOnlySpan<object?> values)
    {
        Bind(values);
        try
        {
            return _command.ExecuteScalar();
        }
        catch (SqliteException e)
        {
            throw _fault(e);
        }
    }

    private void Bind(ReadOnlySpan<object?> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            var value = values[i] ?? DBNull.Value;
            if (i < _command.Parameters.Count)
            {
                _command.Parameters[i].Value = value;
                continue;
            }

            _command.Parameters.AddWithValue(string.Create(CultureInfo.InvariantCulture, $"?{i + 1}"), value);
        }
    }
}
