using AgentMemory.Core;
using AgentMemory.Training;

namespace AgentMemory.Weights;

/// <summary>
/// After every block an adapter is trained on the learner's own episodes: advantage-weighted replies (Peng et al. 2019,
/// with filtered imitation as the case of no negative share), with good earlier lessons replayed. The player wears the
/// adapter and sees documents alone. The artifact holds <c>adapter.gguf</c>, which llama.cpp loads by itself,
/// <c>experience.jsonl</c>, what is replayed, and the adapters of earlier tasks where each has its own.
/// </summary>
public sealed class LoraLearner : ILearner, IAdapted
{
    private const string TaskName = "task.txt";
    private readonly WeightsTools _tools;
    private readonly LoraSettings _settings;
    private readonly TimeProvider _time;

    public LoraLearner(WeightsTools tools, LoraSettings settings, TimeProvider time)
    {
        _tools = tools;
        _settings = settings;
        _time = time;
    }

    public string Id => "lora";

    public LearnerPath Path => LearnerPath.Weights;

    public StudyRhythm Rhythm => StudyRhythm.EveryBlock;

    public int ExamAttempts => 1;

    public Learned Study(StudyRequest request, CancellationToken cancellation)
    {
        var start = _time.GetTimestamp();
        var before = AdapterWearing.Lessons(request.Before);
        Lesson[] fresh = [.. request.Experience.Select(e => Lesson.Of(e, AdapterWearing.ShownAtExam(request, e.TaskId)))];
        Lesson[] known = [.. before, .. fresh];
        Lesson.Write(In(request, AdapterWearing.ExperienceName), Lesson.Latest(known, _settings.Replay.EpisodesMax));
        var (finished, earlier) = Adapters(request, fresh);
        var writer = new LessonWriter(_tools, _settings.Weighting);
        var now = writer.Weighted(fresh, known);
        // Of earlier lessons those that went well by today's measure are worth repeating.
        Sample[] replay = [.. writer.Weighted(before, known).Where(s => s.Advantage > 0).Select(s => s.Sample)];
        if (now.Count == 0 && (replay.Length == 0 || _settings.Replay.Share == 0))
        {
            if (earlier is not null)
            {
                File.Copy(earlier, In(request, AdapterWearing.AdapterName));
            }

            return new Learned(Artifact.Of(request.Folder), Cost.None, ["nothing to learn from: all episodes went alike"]);
        }

        Sample[] lessons = [.. now.Select(s => s.Sample)];
        var (imagined, imagining) = new ImaginedLives(_tools, _settings.SelfReplay).Make(
            fresh, writer, AdapterStudy.MassOf(lessons), request.Rng.Fork("imagine"), cancellation);
        var done = new AdapterStudy(_tools, _settings.Study with { RehearsedEachPass = _settings.SelfReplay.EachPass }).Train(
            new StudyMaterial
            {
                Lessons = lessons,
                Replay = replay,
                Rehearsal = imagined,
                Earlier = earlier,
                Worn = [.. finished.Select(path => new WornWeights(AdapterFile.Read(path)))],
                Orthogonal = _settings.Orthogonal,
                Rng = request.Rng,
            },
            In(request, AdapterWearing.AdapterName),
            statePath: null,
            cancellation);
        var remark = FormattableString.Invariant($"{now.Count} lessons of {fresh.Length}, {replay.Length} to replay, ")
            + FormattableString.Invariant($"{done.Steps} steps, loss {done.FirstLoss:F3} to {done.LastLoss:F3}");
        return new Learned(
            Artifact.Of(request.Folder), (done.Cost + imagining) with { Seconds = _time.GetElapsedTime(start).TotalSeconds }, [remark]);
    }

    public IReadOnlyList<WornAdapter> Worn(Artifact? artifact) =>
        [.. Finished(artifact).Select(path => new WornAdapter(path)), .. AdapterWearing.Worn(artifact, AdapterWearing.AdapterName)];

    public IPlayer Open(Artifact? artifact) => AdapterWearing.Player(_tools, Worn(artifact));

    // Where each task has its own adapter and a new task begins, the one of the earlier task is finished.
    private (IReadOnlyList<string> Finished, string? Earlier) Adapters(StudyRequest request, Lesson[] fresh)
    {
        var earlier = AdapterWearing.FileOf(request.Before, AdapterWearing.AdapterName);
        if (!_settings.Orthogonal)
        {
            return ([], earlier);
        }

        var task = fresh.Length == 0 ? "" : fresh[^1].TaskId;
        var known = AdapterWearing.FileOf(request.Before, TaskName) is { } named ? File.ReadAllText(named) : task;
        File.WriteAllText(In(request, TaskName), task);
        var finished = new List<string>();
        foreach (var path in Finished(request.Before))
        {
            finished.Add(In(request, System.IO.Path.GetFileName(path)));
            File.Copy(path, finished[^1]);
        }

        if (earlier is null || task.Length == 0 || task == known)
        {
            return (finished, earlier);
        }

        finished.Add(In(request, FormattableString.Invariant($"adapter-{finished.Count + 1:D3}.gguf")));
        File.Copy(earlier, finished[^1]);
        return (finished, null);
    }

    private static IEnumerable<string> Finished(Artifact? artifact) => artifact is null
        ? []
        : Directory.EnumerateFiles(artifact.Folder, "adapter-*.gguf").Order(StringComparer.Ordinal);

    private static string In(StudyRequest request, string name) => System.IO.Path.Combine(request.Folder, name);
}
