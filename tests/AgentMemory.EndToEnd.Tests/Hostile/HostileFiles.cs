using System.Text;
using AgentMemory.Core;
using AgentMemory.Testing;
using Microsoft.Data.Sqlite;

namespace AgentMemory.EndToEnd.Tests.Hostile;

/// <summary>Files that somebody could name by mistake or in bad faith: one of each kind, and damaged copies of sound ones.</summary>
internal sealed class HostileFiles
{
    private readonly List<string> _all;
    private readonly IReadOnlyList<string> _sound;
    private readonly TemporaryFolder _folder;
    private int _made;

    /// <param name="folder">Where they are made.</param>
    /// <param name="sound">Files that the commands can use, to be damaged.</param>
    public HostileFiles(TemporaryFolder folder, IReadOnlyList<string> sound)
    {
        _folder = folder;
        _sound = sound;
        var rng = new Rng(4);
        var noise = new byte[4096];
        for (var i = 0; i < noise.Length; i++)
        {
            noise[i] = (byte)rng.Next(256);
        }

        _all =
        [
            folder["missing.yaml"],
            Path.Combine(folder["missing folder"], "file.gguf"),
            folder.Path,
            Made("empty.jsonl", []),
            Made("zero.csv", [0]),
            Made("noise.gguf", noise),
            Made("noise.kif", noise),
            Made("utf16.yaml", [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes("name: x\n")]),
            Made("half.csv", [0xC3]),
            Made("brackets.yaml", Encoding.UTF8.GetBytes(new string('[', 100_000))),
            Made("brackets.json", Encoding.UTF8.GetBytes(new string('[', 100_000))),
            Made("braces.yaml", Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{a: ", 20_000)))),
            Made("parentheses.kif", Encoding.UTF8.GetBytes(new string('(', 100_000))),
            Made("parentheses.gbnf", Encoding.UTF8.GetBytes("root ::= " + new string('(', 100_000))),
            Made("line.jsonl", Encoding.UTF8.GetBytes(new string('a', 2_000_000))),
            Made("object.json", "{}"u8.ToArray()),
            Made("nothing.json", "null"u8.ToArray()),
            Made("escape.yaml", "name: \"\\e[2J\"\n\u001b[31mx: 1\n"u8.ToArray()),
            Made("header.gguf", [(byte)'G', (byte)'G', (byte)'U', (byte)'F', 3, 0, 0, 0, 255, 255, 255, 255, 255, 255, 255, 127]),
            Database("other.db"),
        ];
        if (File.Exists("/dev/full"))
        {
            _all.AddRange(["/dev/full", "/dev/zero", "/dev/null", "/proc/self/mem"]);
        }
    }

    /// <summary>One of them, or a sound file that is cut short or has some bytes changed.</summary>
    public string Next(Rng rng) => rng.Next(3) > 0 ? _all[rng.Next(_all.Count)] : Damaged(rng);

    private string Damaged(Rng rng)
    {
        var path = _sound[rng.Next(_sound.Count)];
        var bytes = File.ReadAllBytes(path);
        if (rng.Next(2) == 0)
        {
            bytes = bytes[..rng.Next(bytes.Length)];
        }

        for (var changes = rng.Next(4); changes > 0 && bytes.Length > 0; changes--)
        {
            bytes[rng.Next(bytes.Length)] = (byte)rng.Next(256);
        }

        // The name's ending decides how some commands read a file.
        return Made($"damaged-{_made++}{Path.GetExtension(path)}", bytes);
    }

    private string Made(string name, byte[] bytes)
    {
        File.WriteAllBytes(_folder[name], bytes);
        return _folder[name];
    }

    private string Database(string name)
    {
        using var connection = new SqliteConnection($"Data Source={_folder[name]};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "CREATE TABLE passage (text TEXT); INSERT INTO passage VALUES ('of another program')";
        command.ExecuteNonQuery();
        return _folder[name];
    }
}
