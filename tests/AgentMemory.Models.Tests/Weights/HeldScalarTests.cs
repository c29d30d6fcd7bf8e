using System.Reflection;
using AgentMemory.Training.Torch;

namespace AgentMemory.Models.Tests.Weights;

/// <summary>
/// Many of TorchSharp's methods make a Scalar, pass its address to native code and hold it no longer; freed while it is read, it makes a
/// wrong sum or an error, once in millions of calls. So none of them may be called: what a method calls is read from its compiled code.
/// </summary>
public sealed class HeldScalarTests
{
    private const BindingFlags All =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    private static readonly Assembly Torch = typeof(TorchSharp.torch).Assembly;
    private readonly Dictionary<MethodBase, bool> _makes = [];

    [Fact]
    public void Sums_of_tensors_make_a_number_of_their_own_and_held_ones_do_not()
    {
        var tensor = typeof(TorchSharp.torch.Tensor);
        Assert.True(Makes(tensor.GetMethod("op_Addition", [tensor, tensor])!));
        Assert.True(Makes(tensor.GetMethod("square", Type.EmptyTypes)!));
        Assert.False(Makes(tensor.GetMethod("add", [tensor, typeof(TorchSharp.Scalar)])!));
        Assert.False(Makes(tensor.GetMethod("op_Multiply", [tensor, tensor])!));
    }

    [Fact]
    public void Training_calls_nothing_that_makes_a_number_of_its_own()
    {
        var calls =
            from type in typeof(TorchTrainers).Assembly.GetTypes()
            from method in type.GetMethods(All).Cast<MethodBase>().Concat(type.GetConstructors(All))
            from called in Calls(method)
            where called.DeclaringType?.Assembly == Torch && Makes(called)
            select $"{type.Name}.{method.Name} calls {called.DeclaringType!.Name}.{called.Name}";
        Assert.Empty(calls.Distinct());
    }

    private bool Makes(MethodBase method)
    {
        if (method.DeclaringType == typeof(TorchSharp.Scalar))
        {
            return method.Name == "op_Implicit";
        }

        if (!_makes.TryGetValue(method, out var makes))
        {
            // A circle of calls makes nothing by itself.
            _makes[method] = false;
            _makes[method] = makes = IsTensors(method) && Calls(method).Any(c => c.DeclaringType?.Assembly == Torch && Makes(c));
        }

        return makes;
    }

    private static bool IsTensors(MethodBase method) => method.DeclaringType is { } type
        && (type == typeof(TorchSharp.torch.Tensor) || type == typeof(TorchSharp.torch) || type.DeclaringType == typeof(TorchSharp.torch.nn));

    private static IEnumerable<MethodBase> Calls(MethodBase method)
    {
        const byte call = 0x28, virtualCall = 0x6F;
        var code = method.GetMethodBody()?.GetILAsByteArray() ?? [];
        for (var i = 0; i + 4 < code.Length; i++)
        {
            if (code[i] is call or virtualCall && Resolve(method, BitConverter.ToInt32(code, i + 1)) is { } called)
            {
                yield return called;
            }
        }
    }

    // Not every byte of these two values is an instruction; what is none names no method.
    private static MethodBase? Resolve(MethodBase method, int token)
    {
        try
        {
            return method.Module.ResolveMethod(
                token,
                method.DeclaringType?.IsGenericType == true ? method.DeclaringType.GetGenericArguments() : null,
                method.IsGenericMethod ? method.GetGenericArguments() : null);
        }
        catch (Exception e) when (e is ArgumentException or BadImageFormatException or TypeLoadException or FileNotFoundException)
        {
            return null;
        }
    }
}
