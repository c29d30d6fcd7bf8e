using AgentMemory.Core;
using AgentMemory.Gguf;

namespace AgentMemory.Training;

/// <summary>
/// Weights with their moments and a position, in one file, so that training goes on to the same bits. The position's
/// numbers are the caller's own.
/// </summary>
public static class TrainingState
{
    /// <summary>The engine of files that name none.</summary>
    public const string FirstEngine = "graph";

    private const string Prefix = "agentmemory.training.";
    private const string ThreadsKey = Prefix + "threads";

    /// <summary>The threads that a file's training ran with, on which its bits depend; null where there is no such file or it does not say.</summary>
    /// <exception cref="UserErrorException">The file is damaged.</exception>
    public static int? ThreadsOf(string path)
    {
        try
        {
            using var file = File.Exists(path) ? GgufFile.Open(path) : null;
            return file?.Whole(ThreadsKey) is { } threads and > 0 and <= int.MaxValue ? (int)threads : null;
        }
        catch (ModelFileException e)
        {
            throw new UserErrorException(e.Message, e);
        }
    }

    /// <summary>One of the position's numbers, where a trainer that takes the weights is opened by it; null where there is none.</summary>
    /// <exception cref="UserErrorException">The file is damaged.</exception>
    public static long? Number(string path, string key)
    {
        try
        {
            using var file = GgufFile.Open(path);
            return file.Whole(Prefix + key);
        }
        catch (ModelFileException e)
        {
            throw new UserErrorException(e.Message, e);
        }
    }

    /// <summary>Writes the file; put in place when whole, so that a killed process leaves the one before.</summary>
    public static void Save(string path, ITrainer trainer, string plan, IReadOnlyDictionary<string, long> position)
    {
        var file = new GgufWriter();
        file.Set("general.type", "training");
        file.Set(Prefix + "plan", plan);
        file.Set(Prefix + "engine", trainer.Engine);
        file.Set(Prefix + "steps", trainer.Steps);
        file.Set(ThreadsKey, (long)trainer.Settings.Threads);
        foreach (var (key, value) in position)
        {
            file.Set(Prefix + key, value);
        }

        foreach (var name in trainer.TrainedNames)
        {
            long[] extents = [.. trainer.Extents(name)];
            var (first, second) = trainer.Moments(name);
            file.Add(name, extents, trainer.Weights(name));
            file.Add(name + ".first", extents, first);
            file.Add(name + ".second", extents, second);
        }

        file.Save(path);
    }

    /// <summary>Puts weights and moments back and gives the position.</summary>
    /// <param name="path">The file.</param>
    /// <param name="trainer">Takes the weights.</param>
    /// <param name="plan">Must be what the file was saved under.</param>
    /// <param name="keys">Names of the position's numbers.</param>
    /// <exception cref="UserErrorException">The file is damaged or belongs to another plan.</exception>
    public static IReadOnlyDictionary<string, long> Load(string path, ITrainer trainer, string plan, IEnumerable<string> keys)
    {
        try
        {
            using var file = GgufFile.Open(path);
            if (file.Text(Prefix + "plan") != plan)
            {
                throw new UserErrorException($"checkpoint {path} belongs to another plan; start afresh or take that plan");
            }

            if ((file.Text(Prefix + "engine") ?? FirstEngine) is var engine && engine != trainer.Engine)
            {
                throw new UserErrorException(
                    $"checkpoint {path} was made by the training engine \"{engine}\", and this one is \"{trainer.Engine}\"; start afresh");
            }

            foreach (var name in trainer.TrainedNames)
            {
                trainer.SetWeights(name, Numbers(file, path, name));
            }

            trainer.SetMoments(
                file.Whole(Prefix + "steps") ?? 0,
                name => (Numbers(file, path, name + ".first"), Numbers(file, path, name + ".second")));
            return keys.ToDictionary(k => k, k => file.Whole(Prefix + k)
                ?? throw new UserErrorException($"checkpoint {path} lacks {k}; start afresh"));
        }
        catch (ModelFileException e)
        {
            throw new UserErrorException(e.Message, e);
        }
    }

    private static float[] Numbers(GgufFile file, string path, string name) =>
        file.TryGetTensor(name, out var tensor) && tensor.Type == GgmlType.F32
            ? System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(file.Data(tensor)).ToArray()
            : throw new UserErrorException($"checkpoint {path} lacks {name}; start afresh");
}
