using AgentMemory.Core;

namespace AgentMemory.Weights;

/// <summary>
/// Context distillation (Askell et al. 2021; Snell et al. 2022): awake, a memory learner takes in the experience; asleep, the
/// model with that memory in its prompt teaches an adapter without it, by its whole distribution at moments of episodes.
/// Awake again the player wears the adapter and sees documents alone. Which memory teaches is decided where the learner is
/// made; it comes as any learner does.
/// </summary>
public sealed class SleepLearner : ILearner, IAdapted
{
    private const string SituationsName = "situations.jsonl";
    private const string TeacherFolder = "teacher";
    private readonly WeightsTools _tools;
    private readonly SleepSettings _settings;
    private readonly TimeProvider _time;
    private readonly Func<LearnerTools, ILearner> _teacher;

    /// <param name="id">The word users type.</param>
    /// <param name="tools">The shared model and renderer.</param>
    /// <param name="settings">Its own; the teacher has read its part.</param>
    /// <param name="teacher">The memory learner over a model.</param>
    /// <param name="time">For seconds alone.</param>
    public SleepLearner(string id, WeightsTools tools, SleepSettings settings, Func<LearnerTools, ILearner> teacher, TimeProvider time)
    {
        Id = id;
        _tools = tools;
        _settings = settings;
        _teacher = teacher;
        _time = time;
    }

    public string Id { get; }

    public LearnerPath Path => LearnerPath.Weights;

    public StudyRhythm Rhythm => StudyRhythm.EveryBlock;

    public int ExamAttempts => 1;

    public double PracticeInStudy => _settings.FreshShare;

    public Learned Study(StudyRequest request, CancellationToken cancellation)
    {
        var start = _time.GetTimestamp();
        var earlier = AdapterWearing.FileOf(request.Before, AdapterWearing.AdapterName);
        // Where the memory is lost with every sleep, the teacher is the sleeper as it now is.
        using var worn = _settings.KeepsMemory || earlier is null ? null : _tools.Model.Wear([new WornAdapter(earlier)]);
        var tools = worn is null ? _tools : _tools with { Model = worn };
        var teacher = _teacher(tools);
        var memory = Remember(teacher, request, MemoryBefore(request), request.Experience, "awake", cancellation);
        using var player = teacher.Open(memory.Artifact);
        var fresh = request.Practice.Play(player, request.Practice.EpisodesLeft, cancellation);
        Situation[] met = [.. fresh.Concat(request.Experience).SelectMany(e => Situation.Of(e, AdapterWearing.ShownAtExam(request, e.TaskId)))];
        Situation[] asked = [.. Situation.Read(AdapterWearing.FileOf(request.Before, SituationsName)), .. met];
        Situation.Write(System.IO.Path.Combine(request.Folder, SituationsName), asked, _settings.TeacherQueriesMax);
        var lessons = new SleepLessons(tools, _settings).Make(player, asked, request.Rng, cancellation);
        var cost = memory.Cost + lessons.Cost;
        string[] remarks;
        if (lessons.Training.Count == 0)
        {
            AdapterWearing.Carry(request, AdapterWearing.AdapterName);
            remarks = ["slept without a dream: no situation was met"];
        }
        else
        {
            var done = new AdapterStudy(_tools, _settings.Study).Train(
                new StudyMaterial { Lessons = lessons.Training, Apart = lessons.Apart, Earlier = earlier, Rng = request.Rng },
                System.IO.Path.Combine(request.Folder, AdapterWearing.AdapterName),
                statePath: null,
                cancellation);
            cost += done.Cost;
            remarks = [Survived(lessons, done)];
        }

        cost += PutAway(teacher, request, memory.Artifact, fresh, cancellation);
        return new Learned(Artifact.Of(request.Folder), cost with { Seconds = _time.GetElapsedTime(start).TotalSeconds }, remarks);
    }

    public IReadOnlyList<WornAdapter> Worn(Artifact? artifact) => AdapterWearing.Worn(artifact, AdapterWearing.AdapterName);

    public IPlayer Open(Artifact? artifact) => AdapterWearing.Player(_tools, Worn(artifact));

    private static string Survived(SleepLessons.Lessons lessons, AdapterStudied done)
    {
        var kept = done.ApartBefore > 0 ? 1 - (done.ApartAfter / done.ApartBefore) : double.NaN;
        return FormattableString.Invariant($"{lessons.Training.Count} situations taught, {lessons.Apart.Count} kept apart: ")
            + FormattableString.Invariant($"divergence from the teacher {done.ApartBefore:G3} to {done.ApartAfter:G3}, ")
            + FormattableString.Invariant($"so {kept:P0} of what its memory changed survived; {done.Steps} steps");
    }

    private static Artifact? MemoryBefore(StudyRequest request) =>
        request.Before is { } before && Directory.Exists(before.PathOf(TeacherFolder)) ? Artifact.Of(before.PathOf(TeacherFolder)) : null;

    private static Learned Remember(
        ILearner teacher,
        StudyRequest request,
        Artifact? before,
        IReadOnlyList<EpisodeRecord> experience,
        string name,
        CancellationToken cancellation)
    {
        var folder = System.IO.Path.Combine(request.Folder, name);
        Directory.CreateDirectory(folder);
        return teacher.Study(
            request with { Before = before, Experience = experience, Folder = folder, Practice = NoPractice.Instance, Rng = request.Rng.Fork(name) },
            cancellation);
    }

    // What the teacher played asleep belongs to its memory too, but not before the lessons: it would be asked what it was told.
    private Cost PutAway(
        ILearner teacher, StudyRequest request, Artifact? memory, IReadOnlyList<EpisodeRecord> fresh, CancellationToken cancellation)
    {
        var cost = Cost.None;
        var awake = System.IO.Path.Combine(request.Folder, "awake");
        var kept = System.IO.Path.Combine(request.Folder, TeacherFolder);
        if (_settings.KeepsMemory && fresh.Count > 0)
        {
            cost = Remember(teacher, request, memory, fresh, TeacherFolder, cancellation).Cost;
        }
        else if (_settings.KeepsMemory)
        {
            Directory.Move(awake, kept);
        }

        if (Directory.Exists(awake))
        {
            Directory.Delete(awake, recursive: true);
        }

        return cost;
    }
}
