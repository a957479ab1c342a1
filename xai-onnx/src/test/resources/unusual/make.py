# Makes the models beside it: small classifiers with quantized operators and with branches. Run with onnx 1.12 or later.
import onnx, numpy as np
from onnx import helper as h, TensorProto as T, numpy_helper as n
rng=np.random.RandomState(0)
def save(nodes,inits,name,op=13,outs=('scores',)):
    g=h.make_graph(nodes,'g',[h.make_tensor_value_info('x',T.FLOAT,['N',3,16,16])],[h.make_tensor_value_info(o,T.FLOAT,['N',5]) for o in outs],inits)
    m=h.make_model(g,opset_imports=[h.make_opsetid('',op)]); m.ir_version=8
    onnx.checker.check_model(m); onnx.save(m,f'{name}.onnx')
W=rng.randint(-60,60,(6,3,3,3)).astype('i1'); B=rng.randn(5,6).astype('f4')
I=lambda a,nm: n.from_array(np.asarray(a),nm)
# QDQ
save([h.make_node('QuantizeLinear',['x','s','z'],['xq'],name='qx'),h.make_node('DequantizeLinear',['xq','s','z'],['xd'],name='dx'),
 h.make_node('DequantizeLinear',['W','sw','zw'],['Wd'],name='dw'),h.make_node('Conv',['xd','Wd'],['c'],name='conv',pads=[1,1,1,1]),h.make_node('Relu',['c'],['r'],name='relu'),
 h.make_node('QuantizeLinear',['r','s2','z'],['rq'],name='qr'),h.make_node('DequantizeLinear',['rq','s2','z'],['rd'],name='dr'),
 h.make_node('GlobalAveragePool',['rd'],['p'],name='gap'),h.make_node('Flatten',['p'],['f'],name='flat'),h.make_node('Gemm',['f','B'],['scores'],name='fc',transB=1)],
 [I(np.float32(0.02),'s'),I(np.float32(0.05),'s2'),I(np.uint8(128),'z'),I(W,'W'),I(np.float32(0.01),'sw'),I(np.int8(0),'zw'),I(B,'B')],'qdq')
# QLinearConv
save([h.make_node('QuantizeLinear',['x','s','z'],['xq'],name='qx'),
 h.make_node('QLinearConv',['xq','s','z','W','sw','zw','s2','z'],['cq'],name='qconv',pads=[1,1,1,1]),
 h.make_node('DequantizeLinear',['cq','s2','z'],['cd'],name='dc'),h.make_node('Relu',['cd'],['r'],name='relu'),
 h.make_node('Conv',['r','W2'],['c2'],name='conv2'),h.make_node('Relu',['c2'],['r2'],name='relu2'),
 h.make_node('GlobalAveragePool',['r2'],['p'],name='gap'),h.make_node('Flatten',['p'],['f'],name='flat'),h.make_node('Gemm',['f','B'],['scores'],name='fc',transB=1)],
 [I(np.float32(0.02),'s'),I(np.float32(0.05),'s2'),I(np.uint8(128),'z'),I(W,'W'),I(np.float32(0.01),'sw'),I(np.int8(0),'zw'),I(B,'B'),I(rng.randn(6,6,1,1).astype('f4'),'W2')],'qlinear')
# If on the way: branch chosen by mean > 0
tb=h.make_graph([h.make_node('Relu',['c'],['t_out'],name='then_relu')],'then',[],[h.make_tensor_value_info('t_out',T.FLOAT,None)])
eb=h.make_graph([h.make_node('LeakyRelu',['c'],['e_out'],name='else_relu')],'else',[],[h.make_tensor_value_info('e_out',T.FLOAT,None)])
Wf=rng.randn(6,3,3,3).astype('f4')
save([h.make_node('Conv',['x','Wf'],['c'],name='conv',pads=[1,1,1,1]),h.make_node('ReduceMean',['x'],['m'],name='mean',keepdims=0),h.make_node('Greater',['m','zero'],['cond'],name='gt'),
 h.make_node('If',['cond'],['r'],name='switch',then_branch=tb,else_branch=eb),
 h.make_node('Conv',['r','W2'],['c2'],name='conv2'),h.make_node('Relu',['c2'],['r2'],name='relu2'),
 h.make_node('GlobalAveragePool',['r2'],['p'],name='gap'),h.make_node('Flatten',['p'],['f'],name='flat'),h.make_node('Gemm',['f','B'],['scores'],name='fc',transB=1)],
 [I(Wf,'Wf'),I(np.float32(0),'zero'),I(B,'B'),I(rng.randn(6,6,1,1).astype('f4'),'W2')],'if')
# Loop: three times relu+scale
body=h.make_graph([h.make_node('Relu',['v_in'],['v1'],name='body_relu'),h.make_node('Mul',['v1','half'],['v_out'],name='body_mul'),h.make_node('Identity',['c_in'],['c_out'],name='id')],'body',
 [h.make_tensor_value_info('i',T.INT64,[]),h.make_tensor_value_info('c_in',T.BOOL,[]),h.make_tensor_value_info('v_in',T.FLOAT,None)],[h.make_tensor_value_info('c_out',T.BOOL,[]),h.make_tensor_value_info('v_out',T.FLOAT,None)])
save([h.make_node('Conv',['x','Wf'],['c'],name='conv',pads=[1,1,1,1]),h.make_node('Loop',['three','true','c'],['r'],name='loop',body=body),
 h.make_node('Conv',['r','W2'],['c2'],name='conv2'),h.make_node('Relu',['c2'],['r2'],name='relu2'),
 h.make_node('GlobalAveragePool',['r2'],['p'],name='gap'),h.make_node('Flatten',['p'],['f'],name='flat'),h.make_node('Gemm',['f','B'],['scores'],name='fc',transB=1)],
 [I(Wf,'Wf'),I(np.int64(3),'three'),I(np.bool_(True),'true'),I(np.float32(.5),'half'),I(B,'B'),I(rng.randn(6,6,1,1).astype('f4'),'W2')],'loop')
