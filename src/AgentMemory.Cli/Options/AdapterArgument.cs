using AgentMemory.Core;
using AgentMemory.Core.Models;
using AgentMemory.Gguf;
using AgentMemory.Gguf.Adapters;
using AgentMemory.Training.Adapters.Peft;

namespace AgentMemory.Cli.Options;

/// <summary>
/// Adapters as they are typed: PATH, or PATH=SCALE, each a GGUF file or a PEFT folder. Of a folder a GGUF file is made in a place of its
/// own, since llama.cpp reads files; it is there until this is disposed.
/// </summary>
internal sealed class AdapterArgument : IDisposable
{
    private static readonly NumberRange<float> Scales = new(-1_000, 1_000);

    private DirectoryInfo? _converted;

    private AdapterArgument()
    {
    }

    /// <summary>What an option of adapters says of itself.</summary>
    public static string Form { get; } = $"FILE or FILE=SCALE ({Scales}), a PEFT folder too; may stand several times";

    /// <summary>The adapters in order, as files.</summary>
    public IReadOnlyList<WornAdapter> Adapters { get; private set; } = [];

    /// <summary>The adapters in order.</summary>
    /// <param name="typed">One for each.</param>
    /// <param name="modelPath">The model they are for; PEFT folders cannot be read without it.</param>
    /// <param name="notices">Is told what a person should know of them.</param>
    /// <exception cref="UserErrorException">A scale is no number.</exception>
    /// <exception cref="ModelFileException">A file is no adapter.</exception>
    public static AdapterArgument Read(IEnumerable<string> typed, string modelPath, TextWriter notices) =>
        Of([.. typed.Select(Parse)], modelPath, notices);

    /// <summary>One adapter without a scale.</summary>
    /// <param name="path">A file or a PEFT folder.</param>
    /// <param name="modelPath">The model it is for.</param>
    /// <param name="notices">Is told what a person should know of it.</param>
    public static AdapterArgument Read(string path, string modelPath, TextWriter notices) => Of([new WornAdapter(path)], modelPath, notices);

    public void Dispose() => _converted?.Delete(recursive: true);

    private static AdapterArgument Of(IReadOnlyList<WornAdapter> adapters, string modelPath, TextWriter notices)
    {
        var argument = new AdapterArgument();
        try
        {
            argument.Adapters = [.. adapters.Select(adapter => adapter with { Path = argument.AsFile(adapter.Path, modelPath, notices) })];
            foreach (var path in argument.Adapters.Select(a => a.Path).Distinct(StringComparer.Ordinal))
            {
                using var file = GgufFile.Open(path);
                if (LoraLayout.Read(file).Remark is { } remark)
                {
                    notices.WriteLine($"warning: {path} {remark}");
                }
            }

            return argument;
        }
        catch
        {
            argument.Dispose();
            throw;
        }
    }

    private string AsFile(string path, string modelPath, TextWriter notices)
    {
        if (!AdapterConversion.IsFolder(path))
        {
            return path;
        }

        _converted ??= Directory.CreateTempSubdirectory("agentmemory-adapter");
        // Its own name, for messages; in a folder of its own, since two may have the same.
        var place = _converted.CreateSubdirectory($"{_converted.GetDirectories().Length}").FullName;
        var file = Path.Combine(place, Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path))) + ".gguf");
        foreach (var remark in AdapterConversion.Convert(path, modelPath, file))
        {
            notices.WriteLine($"{path}: {remark}");
        }

        return file;
    }

    private static WornAdapter Parse(string typed)
    {
        var at = typed.LastIndexOf('=');
        if (at < 0 || File.Exists(typed) || Directory.Exists(typed))
        {
            return new WornAdapter(typed);
        }

        return Scales.TryRead(typed[(at + 1)..], out var scale)
            ? new WornAdapter(typed[..at], scale)
            : throw new UserErrorException($"--adapter {typed} cannot be used; it is FILE or FILE=SCALE, such as a.gguf=0.5, and SCALE is {Scales}");
    }
}
