using System.Runtime.ExceptionServices;

namespace AgentMemory.Core;

/// <summary>Something that is made on another thread until it is taken; what goes wrong there is thrown where it is taken.</summary>
public sealed class Ahead<T>
{
    private readonly Task _work;
    private T? _made;
    private ExceptionDispatchInfo? _failure;

    /// <summary>Begins to make it.</summary>
    public Ahead(Func<T> make)
    {
        _work = Task.Run(() =>
        {
            try
            {
                _made = make();
            }
            catch (Exception e)
            {
                _failure = ExceptionDispatchInfo.Capture(e);
            }
        });
    }

    private Ahead(T made) => (_work, _made) = (Task.CompletedTask, made);

    /// <summary>What is there already.</summary>
    public static Ahead<T> Of(T made) => new(made);

    /// <summary>Taking it does not wait.</summary>
    public bool IsReady => _work.IsCompleted;

    /// <summary>Waits for it; it can be taken again and again.</summary>
    public T Take()
    {
        Finish();
        _failure?.Throw();
        return _made!;
    }

    /// <summary>Waits until nothing works on it any longer, and leaves it.</summary>
    public void Finish() => _work.Wait(CancellationToken.None);
}
