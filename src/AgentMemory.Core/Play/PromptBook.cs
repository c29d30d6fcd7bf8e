using System.Security.Cryptography;
using System.Text;

namespace AgentMemory.Core.Play;

/// <summary>
/// Every word a model reads, from the files under <c>prompts/</c>. A prompt is named by its path without the ending
/// (<c>play/turn</c>); <c>{name}</c> marks what is filled in.
/// </summary>
public sealed class PromptBook
{
    private readonly SortedDictionary<string, string> _texts;

    private PromptBook(SortedDictionary<string, string> texts)
    {
        _texts = texts;
        var all = string.Concat(texts.Select(t => $"{t.Key}\n{t.Value.Length}\n{t.Value}"));
        Sha256 = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(all)));
    }

    /// <summary>Over all names and texts: a run names the words it was played with.</summary>
    public string Sha256 { get; }

    /// <summary>Reads every <c>.txt</c> file below the folder; the newline that ends a file is not part of its prompt.</summary>
    /// <exception cref="UserErrorException">The folder is not there.</exception>
    public static PromptBook Load(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new UserErrorException($"prompt folder {folder} is not there; it belongs beside the program");
        }

        var texts = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var path in Directory.EnumerateFiles(folder, "*.txt", SearchOption.AllDirectories))
        {
            var name = Path.ChangeExtension(Path.GetRelativePath(folder, path), null).Replace('\\', '/');
            var text = TextFile.Read(path, "prompt").ReplaceLineEndings("\n");
            texts[name] = text.EndsWith('\n') ? text[..^1] : text;
        }

        return new PromptBook(texts);
    }

    /// <summary>The prompt as it stands in its file.</summary>
    /// <exception cref="UserErrorException">There is no such prompt.</exception>
    public string Text(string name) => _texts.TryGetValue(name, out var text)
        ? text
        : throw new UserErrorException($"prompt {name} is not there; restore prompts/{name}.txt");

    /// <summary>The prompt with its marks filled in.</summary>
    /// <exception cref="ArgumentException">A mark has no value, or a value has no mark.</exception>
    public string Fill(string name, params ReadOnlySpan<(string Mark, string Value)> values)
    {
        var text = Text(name);
        var filled = new StringBuilder(text.Length);
        var used = 0;
        var at = 0;
        while (at < text.Length)
        {
            var open = text.IndexOf('{', at);
            var close = open < 0 ? -1 : text.IndexOf('}', open);
            if (close < 0)
            {
                break;
            }

            filled.Append(text, at, open - at).Append(ValueOf(name, text[(open + 1)..close], values));
            used++;
            at = close + 1;
        }

        filled.Append(text, at, text.Length - at);
        return used >= values.Length
            ? filled.ToString()
            : throw new ArgumentException($"prompt {name} has {used} marks for {values.Length} values", nameof(values));
    }

    private static string ValueOf(string name, string mark, ReadOnlySpan<(string Mark, string Value)> values)
    {
        foreach (var value in values)
        {
            if (value.Mark == mark)
            {
                return value.Value;
            }
        }

        throw new ArgumentException($"prompt {name} has a mark {{{mark}}} and no value for it", nameof(values));
    }
}
